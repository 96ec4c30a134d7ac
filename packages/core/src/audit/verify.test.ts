import test, { type ExecutionContext } from 'ava'
import { auditDatabase, note, stopAuditPostgres, tamper } from './audit-for-test.ts'
import { sealPending } from './seal.ts'
import { readHead } from './sealed.ts'
import { verifyAudit } from './verify.ts'

test.after.always(stopAuditPostgres)

/** A log of ten sealed events. */
async function sealedLog(t: ExecutionContext) {
  const database = await auditDatabase(t)
  await note(database, 10)
  await sealPending(database)
  return database
}

const eventAt = (seq: number) => `(select audit_event_id from audit_seal where seq = ${seq})`

test('a log that nobody touched is whole, and its head is told', async (t) => {
  const database = await sealedLog(t)
  const steps: number[][] = []

  const verdict = await verifyAudit(database, { onProgress: (done, all) => steps.push([done, all]) })

  t.is(verdict.finding, undefined)
  t.like(verdict, { count: 10, erased: 0, head: await readHead(database), pending: { count: 0 } })
  t.deepEqual(steps, [[10, 10]])
})

test('an empty log is whole', async (t) => {
  const verdict = await verifyAudit(await auditDatabase(t))

  t.like(verdict, { count: 0, finding: undefined, head: { seq: 0 } })
})

test('what waits for its seal is counted and no finding', async (t) => {
  const database = await sealedLog(t)
  await note(database, 2, 11)

  t.like(await verifyAudit(database), { finding: undefined, count: 10, pending: { count: 2 } })
})

for (const [what, statement] of [
  ['data', `update audit_event set data = '{"number":99}' where id = ${eventAt(4)}`],
  ['an account', `update audit_event set account_id = 'a2' where id = ${eventAt(4)}`],
  ['a salt', `update audit_event set salt = gen_random_uuid() where id = ${eventAt(4)}`],
  ['a type', `update audit_event set type = 'other' where id = ${eventAt(4)}`],
  ['an actor', `update audit_event set actor = 'operator' where id = ${eventAt(4)}`],
  ['a time', `update audit_event set at = at + interval '1 ms' where id = ${eventAt(4)}`],
  ['a digest', `update audit_seal set digest = sha256('x') where seq = 4`],
  ['a hash', `update audit_seal set hash = sha256('x') where seq = 4`],
] as const) {
  test(`${what} that was changed is found and named`, async (t) => {
    const database = await sealedLog(t)
    await tamper(database, statement)

    const { finding, count } = await verifyAudit(database)

    t.like(finding, { problem: 'changed', seq: 4 })
    t.regex(finding?.message ?? '', /seq 4 \(\w+ [0-9a-f-]{36} of 20/)
    t.is(count, 3)
  })
}

test('an event that was dropped is named, with or without its seal', async (t) => {
  const event = await sealedLog(t)
  const both = await sealedLog(t)
  await tamper(event, `delete from audit_event where id = ${eventAt(7)}`)
  await tamper(both, `delete from audit_event where id = ${eventAt(7)}; delete from audit_seal where seq = 7`)

  t.like((await verifyAudit(event)).finding, { problem: 'dropped', seq: 7 })
  t.like((await verifyAudit(both)).finding, { problem: 'dropped', seq: 7 })
})

test('a gap that was closed by new numbers is found where it was', async (t) => {
  const database = await sealedLog(t)
  await tamper(
    database,
    `delete from audit_event where id = ${eventAt(7)}; delete from audit_seal where seq = 7;
     update audit_seal set seq = -seq where seq > 7; update audit_seal set seq = -seq - 1 where seq < 0`,
  )

  t.like((await verifyAudit(database)).finding, { seq: 7 })
})

test('two seals that were swapped are reordered, whichever way', async (t) => {
  const wholly = await sealedLog(t)
  const apart = await sealedLog(t)
  await tamper(
    wholly,
    `update audit_seal set seq = -seq where seq in (5, 6);
     update audit_seal set seq = 11 + seq where seq < 0`,
  )
  // Their events alone: seqs and hashes stay.
  await tamper(
    apart,
    `create temp table two on commit drop as select * from audit_seal where seq in (3, 8);
     delete from audit_seal where seq in (3, 8);
     insert into audit_seal select 11 - seq, audit_event_id, digest,
       (select hash from two other where other.seq = 11 - two.seq), sealed_at from two`,
  )

  t.like((await verifyAudit(wholly)).finding, { problem: 'reordered', seq: 5 })
  const { finding } = await verifyAudit(apart)
  t.like(finding, { problem: 'reordered', seq: 3 })
  t.regex(finding?.message ?? '', /of seq 8 belongs/)
})

test('an event that was put in beside the chain is named', async (t) => {
  const database = await sealedLog(t)
  await tamper(
    database,
    `insert into audit_event (at, actor, type, data) select at, 'user', 'forged', '{}' from audit_event limit 1`,
  )

  const { finding } = await verifyAudit(database)

  t.is(finding?.problem, 'inserted')
  t.regex(finding?.message ?? '', /^event [0-9a-f-]{36} \(forged of 20.*put in beside the chain/)
})

test('an event that was dropped before its seal is named, and keeps no other from being sealed', async (t) => {
  const database = await auditDatabase(t)
  await note(database, 3)
  await tamper(database, `delete from audit_event where data->>'number' = '2'`)

  await sealPending(database)

  const { finding, count } = await verifyAudit(database)
  t.is(finding?.problem, 'dropped')
  t.regex(finding?.message ?? '', /before it was sealed/)
  t.is(count, 2)
})

test('a tail that was cut off shows only against a head that was kept', async (t) => {
  const database = await sealedLog(t)
  const kept = await readHead(database)
  await tamper(
    database,
    `delete from audit_event where id in (select audit_event_id from audit_seal where seq > 8);
     delete from audit_seal where seq > 8`,
  )

  t.is((await verifyAudit(database)).finding, undefined)
  const { finding } = await verifyAudit(database, { head: kept })
  t.like(finding, { problem: 'cut-off', seq: 9 })
  t.regex(finding?.message ?? '', /kept head of seq 10 .* ends at seq 8/)
  t.like((await verifyAudit(database, { head: { hash: kept.hash } })).finding, { problem: 'cut-off' })
})

test('a chain that was made anew shows against a head that was kept, also when it has grown since', async (t) => {
  const database = await sealedLog(t)
  const kept = await readHead(database)
  await tamper(
    database,
    `insert into audit_pending (audit_event_id) select audit_event_id from audit_seal order by seq desc;
     delete from audit_seal`,
  )
  await sealPending(database)
  await note(database, 1, 11)
  await sealPending(database)

  t.is((await verifyAudit(database)).finding, undefined)
  t.regex((await verifyAudit(database, { head: kept })).finding?.message ?? '', /made anew/)
})

test('a kept head is found in a log that has grown, also below the first seq that is checked', async (t) => {
  const database = await sealedLog(t)
  const kept = await readHead(database)
  await note(database, 5, 11)
  await sealPending(database)

  t.like(await verifyAudit(database, { head: kept }), { finding: undefined, count: 15 })
  t.like(await verifyAudit(database, { head: kept, fromSeq: 11 }), { finding: undefined, count: 5 })
  t.like(await verifyAudit(database, { head: kept, fromSeq: 13 }), { finding: undefined, count: 3 })
})

test('what stands before the first seq that is checked is trusted', async (t) => {
  const database = await sealedLog(t)
  await tamper(database, `update audit_event set type = 'other' where id = ${eventAt(4)}`)

  t.like((await verifyAudit(database, { fromSeq: 3 })).finding, { seq: 4 })
  t.is((await verifyAudit(database, { fromSeq: 5 })).finding, undefined)
  await t.throwsAsync(verifyAudit(database, { fromSeq: 99 }), { message: /no seal of seq 98/ })
})

test('an erased event verifies by its digest, and the rest of it is still guarded', async (t) => {
  const database = await sealedLog(t)
  await database.knex.raw(
    `update audit_event set data = null, salt = null, account_id = null where id = ${eventAt(4)}`,
  )

  t.like(await verifyAudit(database), { finding: undefined, count: 10, erased: 1 })
  await tamper(database, `update audit_event set type = 'other' where id = ${eventAt(4)}`)
  t.like((await verifyAudit(database)).finding, { problem: 'changed', seq: 4 })
})

test('an event that was erased before its seal verifies too', async (t) => {
  const database = await auditDatabase(t)
  await note(database, 2)
  await database.knex('audit_event').update({ data: null, salt: null, account_id: null })
  await sealPending(database)

  t.like(await verifyAudit(database), { finding: undefined, count: 2, erased: 2 })
})

test('a chain longer than a page and a batch is walked to its end', async (t) => {
  const database = await auditDatabase(t)
  await database.knex.raw(
    `with noted as (insert into audit_event (actor, type, data)
       select 'system', 'tested', jsonb_build_object('n', n) from generate_series(1, 4500) n returning id)
     insert into audit_pending (audit_event_id) select id from noted`,
  )
  await sealPending(database)

  t.like(await verifyAudit(database), { finding: undefined, count: 4500 })
  await tamper(database, `delete from audit_seal where seq = 4001`)
  t.like((await verifyAudit(database)).finding, { problem: 'dropped', seq: 4001 })
})
