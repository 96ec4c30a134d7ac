import { startTestPostgres } from '@parlor/embedded-postgres/test'
import test, { type ExecutionContext } from 'ava'
import { appendAudit } from '../audit/append.ts'
import { sealPending } from '../audit/seal.ts'
import { verifyAudit } from '../audit/verify.ts'
import { openDatabase } from './database.ts'
import { newId } from './id.ts'
import { migrate } from './migrate.ts'
import * as accounts from './migrations/0001-accounts.ts'
import * as runtime from './migrations/0002-runtime.ts'
import * as keeping from './migrations/0003-keeping.ts'
import * as attempts from './migrations/0004-attempts.ts'
import * as progress from './migrations/0006-progress.ts'
import * as billing from './migrations/0008-billing.ts'

const postgres = await startTestPostgres()
test.after.always(async () => await postgres.stop())

const migrations = {
  '0001-accounts': accounts,
  '0002-runtime': runtime,
  '0003-keeping': keeping,
  '0004-attempts': attempts,
  '0006-progress': progress,
  // Landed before 0007.
  '0008-billing': billing,
}
type Name = keyof typeof migrations

/** A database as an earlier Parlor left it. */
async function databaseUpTo(t: ExecutionContext, last: Name) {
  const database = openDatabase(await postgres.createDatabase())
  t.teardown(database.close)
  const names = Object.keys(migrations) as Name[]
  await database.knex.migrate.latest({
    migrationSource: {
      getMigrations: async () => names.slice(0, names.indexOf(last) + 1),
      getMigrationName: (name: Name) => name,
      getMigration: async (name: Name) => migrations[name],
    },
  })
  return database
}

test('a database from before the audit chain keeps its events, and they are sealed', async (t) => {
  const database = await databaseUpTo(t, '0002-runtime')
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

  t.deepEqual(await migrate(database), [
    '0003-keeping',
    '0004-attempts',
    '0006-progress',
    '0007-strikes',
    '0008-billing',
    '0009-subscriptions',
  ])

  await sealPending(database)
  t.like(await verifyAudit(database), { finding: undefined, count: 2, pending: { count: 0 } })
  const rows = await database.knex('audit_seal').orderBy('seq').pluck('audit_event_id')
  t.deepEqual(rows, ids)
})

test('a look from before the hashes is still what photos are made from, also those under way', async (t) => {
  const database = await databaseUpTo(t, '0008-billing')
  const photo = (id: string, kind: string, state: string) => ({
    account_id: 'a1',
    id,
    avatar_id: 'av',
    avatar_version: 1,
    kind,
    state,
    scene: '',
    seed: 1,
    prompt: 'x',
    deadline_at: new Date(),
    width: 4,
    height: 5,
    webhook_secret: 's',
    reference_photo: kind === 'chat' ? 'look' : null,
  })
  await database.knex('photo').insert([photo('look', 'reference', 'ready'), photo('p1', 'chat', 'queued')])
  const finishing = { actor: 'system', account: 'a1', type: 'photo-finishing' } as const
  await appendAudit(database.knex, { ...finishing, data: { photo: 'look', sha256: 'ab12' } })

  t.deepEqual(await migrate(database), ['0007-strikes', '0009-subscriptions'])

  const rows = await database.knex('photo').orderBy('id').select('id', 'original_sha256', 'reference_sha256')
  t.deepEqual(rows, [
    { id: 'look', original_sha256: 'ab12', reference_sha256: null },
    { id: 'p1', original_sha256: null, reference_sha256: 'ab12' },
  ])
})
