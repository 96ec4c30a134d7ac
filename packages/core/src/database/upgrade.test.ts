import { startTestPostgres } from '@parlor/embedded-postgres/test'
import test from 'ava'
import { sealPending } from '../audit/seal.ts'
import { verifyAudit } from '../audit/verify.ts'
import { openDatabase } from './database.ts'
import { newId } from './id.ts'
import { migrate } from './migrate.ts'
import * as accounts from './migrations/0001-accounts.ts'
import * as runtime from './migrations/0002-runtime.ts'

const postgres = await startTestPostgres()
test.after.always(async () => await postgres.stop())

test('a database from before the audit chain keeps its events, and they are sealed', async (t) => {
  const database = openDatabase(await postgres.createDatabase())
  t.teardown(database.close)
  const earlier = { '0001-accounts': accounts, '0002-runtime': runtime }
  await database.knex.migrate.latest({
    migrationSource: {
      getMigrations: async () => Object.keys(earlier) as (keyof typeof earlier)[],
      getMigrationName: (name: keyof typeof earlier) => name,
      getMigration: async (name: keyof typeof earlier) => earlier[name],
    },
  })
  const ids = [newId(), newId()]
  for (const [index, id] of ids.entries()) {
    await database.knex('audit_event').insert({
      id,
      at: new Date(),
      actor: 'user',
      account_id: 'a1',
      type: 'tested',
      data: { number: index },
      salt: '00ff00ff00ff00ff00ff00ff00ff00ff',
      digest: 'of an earlier form',
    })
  }

  t.deepEqual(await migrate(database), ['0003-keeping', '0004-attempts', '0006-progress', '0008-billing'])

  await sealPending(database)
  t.like(await verifyAudit(database), { finding: undefined, count: 2, pending: { count: 0 } })
  const rows = await database.knex('audit_seal').orderBy('seq').pluck('audit_event_id')
  t.deepEqual(rows, ids)
})
