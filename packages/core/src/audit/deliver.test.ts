import type { AuditRecord, AuditSink } from '@parlor/plugin-kit'
import test from 'ava'
import { openDatabase } from '../database/database.ts'
import { openDoor } from '../test-platform.ts'
import { auditDatabase, note, stopAuditPostgres } from './audit-for-test.ts'
import { deliverSealed, openCursor, retryDelayMs, type SinkSlot } from './deliver.ts'
import { keepAudit } from './keep-audit.ts'
import { sealPending } from './seal.ts'

test.after.always(stopAuditPostgres)

const never = new AbortController().signal

/** A sink that keeps what it is given, and fails as often as told. */
function keepingSink(name = 'keeper', failures = 0) {
  const records: AuditRecord[] = []
  const keys: string[] = []
  let left = failures
  const auditSink: AuditSink = {
    async write(events, call) {
      if (left-- > 0) throw new Error('away')
      records.push(...events)
      keys.push(call.key)
    },
  }
  return { slot: { name, auditSink } satisfies SinkSlot, records, keys }
}

const seqsOf = (records: readonly AuditRecord[]) => records.map((record) => record.seq)
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

test('a sink is given all sealed events in order, in batches, and each once', async (t) => {
  const database = await auditDatabase(t)
  await database.knex.raw(
    `with noted as (insert into audit_event (actor, account_id, type, data)
       select 'user', 'a1', 'tested', jsonb_build_object('n', n) from generate_series(1, 1200) n returning id)
     insert into audit_pending (audit_event_id) select id from noted`,
  )
  await sealPending(database)
  const { slot, records, keys } = keepingSink()
  await openCursor(database, slot.name)

  await deliverSealed(database, slot, never)
  await deliverSealed(database, slot, never)

  t.deepEqual(seqsOf(records), upTo(1200))
  t.is(new Set(records.map((record) => record.id)).size, 1200)
  t.like(records[0], { seq: 1, actor: 'user', account: 'a1', type: 'tested', data: { n: 1 } })
  t.true(records[0]?.at instanceof Date)
  t.regex(records[0]?.hash ?? '', /^[0-9a-f]{64}$/)
  t.deepEqual(keys, ['audit:keeper:0', 'audit:keeper:500', 'audit:keeper:1000'])
})

test('what is not sealed yet is not given', async (t) => {
  const database = await auditDatabase(t)
  await note(database, 2)
  await sealPending(database)
  await note(database, 2, 3)
  const { slot, records } = keepingSink()
  await openCursor(database, slot.name)

  await deliverSealed(database, slot, never)

  t.deepEqual(seqsOf(records), [1, 2])
})

test('a sink that fails is given the same events again when its time has come, later each time', async (t) => {
  const database = await auditDatabase(t)
  await note(database, 2)
  await sealPending(database)
  const { slot, records } = keepingSink('shaky', 2)
  await openCursor(database, slot.name)
  const due = async (when: string) =>
    await database.knex('audit_cursor').update({ due_at: database.knex.raw(when) })

  for (const tries of [1, 2]) {
    await t.throwsAsync(deliverSealed(database, slot, never), { message: /audit sink shaky did not take/ })
    t.like(await database.knex('audit_cursor').first(), { error: 'Error', tries, claim: null, seq: '0' })
    await due(`now() + interval '1 hour'`)
    await deliverSealed(database, slot, never)
    t.deepEqual(records, [])
    await due('now()')
  }
  await deliverSealed(database, slot, never)

  t.deepEqual(seqsOf(records), [1, 2])
  t.like(await database.knex('audit_cursor').first(), { seq: '2', tries: 0, error: null, claim: null })
  t.deepEqual([0, 1, 2, 20].map(retryDelayMs), [1000, 2000, 4000, 300_000])
})

test('one process at a time serves a sink; the claim of a dead one runs out', async (t) => {
  const database = await auditDatabase(t)
  const other = openDatabase(database.url)
  t.teardown(other.close)
  await note(database, 3)
  await sealPending(database)
  await openCursor(database, 'slow')
  const gate = openDoor()
  const entered = openDoor()
  const slow: SinkSlot = {
    name: 'slow',
    auditSink: {
      async write() {
        entered.open()
        await gate.opened
      },
    },
  }
  const first = deliverSealed(database, slow, never)
  await entered.opened
  const { slot, records } = keepingSink('slow')

  await deliverSealed(other, slot, never)
  t.deepEqual(records, [])
  await database.knex('audit_cursor').update({ due_at: database.knex.raw('now()') })
  await deliverSealed(other, slot, never)
  t.deepEqual(seqsOf(records), [1, 2, 3])

  // The first one answers late: its claim is lost, and it moves nothing.
  gate.open()
  await first
  t.like(await database.knex('audit_cursor').first(), { seq: '3', claim: null })
})

test('a sink that fails and one that hangs keep neither the others nor the sealing', async (t) => {
  const database = await auditDatabase(t)
  const { slot: failing } = keepingSink('failing', Number.POSITIVE_INFINITY)
  const hanging: SinkSlot = { name: 'hanging', auditSink: { write: async () => await new Promise(() => {}) } }
  const { slot, records } = keepingSink()
  const errors: unknown[] = []
  const audit = keepAudit({
    database,
    sinks: [failing, hanging, slot],
    onHead: () => {},
    report: (error) => errors.push(error),
  })

  await note(database, 2)
  while (records.length < 2) await new Promise((resolve) => setTimeout(resolve, 20))
  await note(database, 2, 3)
  while (records.length < 4) await new Promise((resolve) => setTimeout(resolve, 20))
  await audit.close()

  t.deepEqual(seqsOf(records), [1, 2, 3, 4])
  t.true(errors.length > 0)
  t.true(errors.every((error) => /sink failing/.test(String(error))))
  // Given back at once: the next process need not wait for a claim to run out.
  const rows = await database.knex('audit_cursor').whereNotNull('claim')
  t.deepEqual(rows, [])
})

test('an erased event is given without its data', async (t) => {
  const database = await auditDatabase(t)
  await note(database, 1)
  await sealPending(database)
  await database.knex('audit_event').update({ data: null, salt: null, account_id: null })
  const { slot, records } = keepingSink()
  await openCursor(database, slot.name)

  await deliverSealed(database, slot, never)

  t.like(records[0], { seq: 1, type: 'tested', account: null, data: null })
})
