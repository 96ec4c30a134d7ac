import test from 'ava'
import pg from 'pg'
import { openDatabase, type Database } from '../database/database.ts'
import { auditDatabase, note, stopAuditPostgres } from './audit-for-test.ts'
import { appendAudit } from './append.ts'
import { keepAudit } from './keep-audit.ts'
import { sealPending } from './seal.ts'
import { readHead, readSealed, type Head } from './sealed.ts'
import { verifyAudit } from './verify.ts'

test.after.always(stopAuditPostgres)

test('events are sealed in the order in which they were written, and once', async (t) => {
  const database = await auditDatabase(t)
  await note(database, 3)

  const head = await sealPending(database)
  const again = await sealPending(database)

  t.like(head, { seq: 3 })
  t.is(again, undefined)
  const sealed = await readSealed(database, { after: 0, upTo: 9 })
  t.deepEqual(
    sealed.map(({ seq, event }) => [seq, (event?.data as { number: number } | undefined)?.number]),
    [[1, 1], [2, 2], [3, 3]], // prettier-ignore
  )
  t.is(sealed.at(-1)?.hash, head?.hash)
})

test('a transaction that commits late is sealed after younger ones, and one that fails leaves nothing', async (t) => {
  const database = await auditDatabase(t)
  const late = await database.knex.transaction()
  const failed = await database.knex.transaction()
  await appendAudit(late, { actor: 'user', type: 'late', data: {} })
  await appendAudit(failed, { actor: 'user', type: 'failed', data: {} })
  await note(database, 1)
  await sealPending(database)

  await late.commit()
  await failed.rollback()
  await sealPending(database)

  const sealed = await readSealed(database, { after: 0, upTo: 9 })
  t.deepEqual(
    sealed.map(({ event }) => event?.type),
    ['tested', 'late'],
  )
  t.like(await verifyAudit(database), { finding: undefined, count: 2 })
})

test('two sealers at once, and writers beside them, make one chain', async (t) => {
  const database = await auditDatabase(t)
  const other = openDatabase(database.url)
  t.teardown(other.close)
  let isWriting = true
  const sealer = async (own: typeof other) => {
    while (isWriting) await sealPending(own)
  }

  const sealers = [sealer(database), sealer(other), sealer(other)]
  await Promise.all([1, 2, 3, 4].map(async (lane) => await note(database, 50, lane * 100)))
  isWriting = false
  await Promise.all(sealers)
  await sealPending(database)

  t.like(await verifyAudit(database), { finding: undefined, count: 200, pending: { count: 0 } })
})

test('a sealer killed in the middle of a batch has sealed nothing, and another goes on', async (t) => {
  const database = await auditDatabase(t)
  await note(database, 20)
  const killed = openDatabase(database.url)
  t.teardown(killed.close)
  // Its seals are written and its transaction waits for this lock to take them off what waits.
  const blocker = new pg.Client({ connectionString: database.url })
  await blocker.connect()
  t.teardown(async () => await blocker.end())
  await blocker.query('begin; select from audit_pending for update')

  const sealing = t.throwsAsync(sealPending(killed))
  const { pid } = await waitingBackend(database)
  await database.pool.query('select pg_terminate_backend($1)', [pid])
  await sealing

  t.like(await readHead(database), { seq: 0 })
  await blocker.query('rollback')
  await sealPending(database)
  t.like(await verifyAudit(database), { finding: undefined, count: 20, pending: { count: 0 } })
})

test('the log is sealed by itself, and to its end when the process goes', async (t) => {
  const database = await auditDatabase(t)
  const heads: Head[] = []
  const errors: unknown[] = []
  const audit = keepAudit({
    database,
    sinks: [],
    onHead: (head) => heads.push(head),
    report: (error) => errors.push(error),
  })
  await note(database, 2)
  for (;;) if ((await readHead(database)).seq === 2) break

  await note(database, 3, 3)
  await audit.close()

  t.like(await verifyAudit(database), { finding: undefined, count: 5, pending: { count: 0 } })
  t.deepEqual(heads.at(-1), await readHead(database))
  t.deepEqual(errors, [])
})

/** The backend that waits to delete what the blocker has locked. */
async function waitingBackend({ pool }: Pick<Database, 'pool'>): Promise<{ readonly pid: number }> {
  for (;;) {
    const { rows } = await pool.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
       and query like 'delete from audit_pending%'`,
    )
    if (rows[0] !== undefined) return rows[0]
  }
}
