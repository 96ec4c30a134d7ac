import { startTestPostgres } from '@parlor/embedded-postgres/test'
import test from 'ava'
import { openDatabase } from './database.ts'
import { Row } from './record.ts'

class Thing extends Row {
  static override tableName = 'thing'
  static override jsonFields = ['someJson']

  declare id: number
  declare someJson: unknown
  declare plainText: string | null
}

test('JSON of every kind comes back as it went, and text that looks like JSON stays text', async (t) => {
  const postgres = await startTestPostgres()
  const database = openDatabase(postgres.url)
  t.teardown(async () => {
    await database.close()
    await postgres.stop()
  })
  await database.knex.raw('create table thing (id serial primary key, some_json jsonb, plain_text text)')
  const values = ['abc123', '12345678901234567890', '{"a":1}', 7, true, null, ['a', 1], { nested: { b: [] } }]

  for (const someJson of values) {
    const made = await Thing.query(database.knex).insert({ someJson, plainText: '[1]' }).returning('*')
    t.deepEqual([made.someJson, made.plainText], [someJson, '[1]'])
    const patched = await Thing.query(database.knex)
      .patch({ someJson })
      .where({ id: made.id })
      .returning('*')
      .first()
    t.deepEqual(patched?.someJson, someJson)
  }
})
