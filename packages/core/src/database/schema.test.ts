import { startTestPostgres, type TestPostgres } from '@parlor/embedded-postgres/test'
import test from 'ava'
import { appendAudit } from '../audit/append.ts'
import { openDatabase } from './database.ts'
import { migrate } from './migrate.ts'

let postgres: TestPostgres
test.before(async () => {
  postgres = await startTestPostgres()
})
test.after.always(async () => await postgres.stop())

test('several processes may migrate at once, and again', async (t) => {
  const url = await postgres.createDatabase()
  const databases = [1, 2, 3].map(() => openDatabase(url))
  t.teardown(async () => void (await Promise.all(databases.map(async (database) => await database.close()))))

  const ran = await Promise.all(databases.map(async (database) => await migrate(database)))

  t.deepEqual(ran.flat(), [
    '0001-accounts',
    '0002-runtime',
    '0003-keeping',
    '0004-attempts',
    '0006-progress',
    '0007-strikes',
    '0008-billing',
    '0009-subscriptions',
  ])
})

test('the table itself refuses an avatar below 20', async (t) => {
  const database = openDatabase(await postgres.createDatabase())
  t.teardown(database.close)
  await migrate(database)
  await database.knex('avatar').insert({ account_id: 'a', id: 'av', version: 1 })
  const version = {
    avatar_id: 'av',
    version: 1,
    name: 'M',
    gender: 'woman',
    nationality: 'x',
    appearance: 'x',
  }

  await t.throwsAsync(async () => await database.knex('avatar_version').insert({ ...version, age: 19 }), {
    message: /avatar_version_age_check/,
  })
  await database.knex('avatar_version').insert({ ...version, age: 20 })
  await t.throwsAsync(async () => await database.knex('avatar_version').update({ age: 19 }), {
    message: /avatar_version_age_check/,
  })
})

test('the audit log takes no change and no removal, but for blanked data', async (t) => {
  const database = openDatabase(await postgres.createDatabase())
  t.teardown(database.close)
  await migrate(database)
  await appendAudit(database.knex, { actor: 'user', account: 'a1', type: 'test', data: { b: 1, a: 'é' } })
  const refused = { message: /append-only/ }

  await t.throwsAsync(async () => await database.knex('audit_event').update({ actor: 'other' }), refused)
  await t.throwsAsync(async () => await database.knex('audit_event').update({ data: { a: 3 } }), refused)
  await t.throwsAsync(async () => await database.knex('audit_event').delete(), refused)
  await t.throwsAsync(async () => await database.knex('audit_event').update({ account_id: 'a2' }), refused)
  await t.throwsAsync(async () => await database.knex.raw('truncate audit_event cascade'), refused)
  await database.knex('audit_event').update({ data: null, salt: null, account_id: null })
  const rows = await database.knex('audit_event').select('type', 'data', 'salt')
  t.deepEqual(rows, [{ type: 'test', data: null, salt: null }])
})
