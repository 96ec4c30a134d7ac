import test from 'ava'
import type { Database } from '../database/database.ts'
import { appendAudit } from './append.ts'
import { auditDatabase, note, stopAuditPostgres, tamper } from './audit-for-test.ts'
import { exportAudit, type ExportOptions } from './export.ts'
import { sealPending } from './seal.ts'
import { readHead } from './sealed.ts'
import { verifyExport } from './verify-export.ts'

test.after.always(stopAuditPostgres)

async function exported(database: Database, options: Partial<ExportOptions> = {}) {
  const lines: string[] = []
  for await (const line of exportAudit(database, { format: 'jsonl', by: 'tester', ...options }))
    lines.push(line)
  return lines
}

async function* each(lines: readonly string[]) {
  yield* lines
}

const records = (lines: readonly string[]) => lines.slice(1, -1).map((line) => JSON.parse(line))

test('an export holds all sealed events between two lines with the head', async (t) => {
  const database = await auditDatabase(t)
  await note(database, 3)
  await sealPending(database)
  const { seq, hash } = await readHead(database)

  const lines = await exported(database)

  const head = `${seq}:${hash}`
  t.deepEqual(JSON.parse(lines[0] ?? ''), { export: 'parlor-audit', version: 1, head, filter: {} })
  t.deepEqual(JSON.parse(lines.at(-1) ?? ''), { end: true, count: 3, head })
  t.like(records(lines)[0], { seq: 1, actor: 'user', account: 'a1', type: 'tested', data: { number: 1 } })
  t.deepEqual(await verifyExport(each(lines)), { count: 3, head })
  t.deepEqual(await verifyExport(each(lines), { hash }), { count: 3, head })
})

test('an export is on record before its first line, with who asked and for what', async (t) => {
  const database = await auditDatabase(t)
  const lines = exportAudit(database, { format: 'csv', by: 'tester', account: 'a1', type: 'tested' })

  await lines.next()
  await lines.return(undefined)

  t.like(await database.knex('audit_event').first(), {
    actor: 'operator',
    account_id: 'a1',
    type: 'audit-exported',
    data: { by: 'tester', format: 'csv', account: 'a1', type: 'tested' },
  })
})

test('filters pick by account, type and time, and each event can still be checked', async (t) => {
  const database = await auditDatabase(t)
  await note(database, 2)
  await appendAudit(database.knex, { actor: 'operator', account: 'a2', type: 'other', data: {} })
  await sealPending(database)
  await database.knex.raw('select pg_sleep(0.01)')
  const between = new Date()
  await database.knex.raw('select pg_sleep(0.01)')
  await note(database, 1, 3)
  await sealPending(database)
  const seqs = async (filter: Partial<ExportOptions>) => {
    const lines = await exported(database, filter)
    t.is((await verifyExport(each(lines))).message, undefined)
    return records(lines).map((record) => record.seq)
  }

  t.deepEqual(await seqs({ account: 'a1' }), [1, 2, 4])
  t.deepEqual(await seqs({ type: 'other' }), [3])
  t.deepEqual(await seqs({ since: between }), [4])
  t.deepEqual(await seqs({ until: between }), [1, 2, 3])
  t.deepEqual(await seqs({ account: 'a3' }), [])
})

test('CSV has a heading, quotes what needs it, and says where it ends', async (t) => {
  const database = await auditDatabase(t)
  await appendAudit(database.knex, { actor: 'user', type: 'tested', data: { text: 'a "b", c\nd' } })
  await sealPending(database)

  const [header, heading, row, end] = await exported(database, { format: 'csv' })

  t.regex(header ?? '', /^# parlor-audit version 1, head 1:[0-9a-f]{64}, filter \{\}$/)
  t.is(heading, 'seq,id,at,actor,type,account,data,salt,digest,previous,hash')
  t.regex(row ?? '', /^1,[0-9a-f-]{36},20[^,]+Z,user,tested,,"\{""text"":""a \\""b\\"", c\\nd""\}",/)
  t.regex(end ?? '', /^# end, 1 events, head 1:/)
})

test('an export that was changed, cut or reordered is found', async (t) => {
  const database = await auditDatabase(t)
  await note(database, 5)
  await sealPending(database)
  const lines = await exported(database)
  const without = (index: number) => lines.filter((_, other) => other !== index)
  const swapped = [...lines]
  swapped[2] = lines[3] ?? ''
  swapped[3] = lines[2] ?? ''
  const changed = lines.map((line) => line.replace('"number":3', '"number":9'))
  const wrongType = lines.map((line, index) => (index === 4 ? line.replace('tested', 'other') : line))
  const messageOf = async (given: readonly string[]) => (await verifyExport(each(given))).message ?? ''

  t.regex(await messageOf(changed), /^seq 3 .* was changed/)
  t.regex(await messageOf(wrongType), /^seq 4 .* was changed/)
  t.regex(await messageOf(without(2)), /^seq 3 does not follow seq 1/)
  t.regex(await messageOf(swapped), /^seq 3 does not follow seq 1/)
  t.regex(await messageOf(without(6)), /end is missing/)
  t.regex(await messageOf(without(0)), /no header/)
  t.regex(await messageOf([]), /empty/)
  t.regex(await messageOf([...lines, 'x']), /more after its end/)
  t.regex(await messageOf(lines.map((line, index) => (index === 2 ? 'x' : line))), /^Line 3 is no event/)
  t.regex((await verifyExport(each(lines), { hash: 'f'.repeat(64) })).message ?? '', /kept head/)
})

test('an erased event and one that is gone are told apart', async (t) => {
  const database = await auditDatabase(t)
  await note(database, 2)
  await sealPending(database)
  await database.knex('audit_event').update({ data: null, salt: null, account_id: null })

  t.is((await verifyExport(each(await exported(database)))).message, undefined)
  await tamper(
    database,
    'delete from audit_event where id = (select audit_event_id from audit_seal where seq = 2)',
  )
  const lines = await exported(database)
  t.like(records(lines)[1], { seq: 2, at: null, data: null })
  t.regex((await verifyExport(each(lines))).message ?? '', /^seq 2 .* dropped/)
})

test('pages follow one another without a gap', async (t) => {
  const database = await auditDatabase(t)
  await database.knex.raw(
    `with noted as (insert into audit_event (actor, type, data)
       select 'system', case when n % 1500 = 0 then 'rare' else 'common' end, '{}' from generate_series(1, 4500) n returning id)
     insert into audit_pending (audit_event_id) select id from noted`,
  )
  await sealPending(database)

  t.like(await verifyExport(each(await exported(database))), { count: 4500, message: undefined })
  const rare = await exported(database, { type: 'rare' })
  t.like(await verifyExport(each(rare)), { count: 3, message: undefined })
})
