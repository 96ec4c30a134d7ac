import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { joinPostgres } from '@parlor/embedded-postgres'
import test from 'ava'
import pg from 'pg'
import { personAt, walkToChat } from './person.ts'
import { dataFolder, runParlor, startParlor } from './running-parlor.ts'

test('an operator verifies and exports the audit log beside a running Parlor, and after it', async (t) => {
  const env = { PARLOR_DATA: await dataFolder(t) }
  const parlor = await startParlor(t, env)
  const person = personAt(parlor.url)
  const conversation = await walkToChat(person)
  await person.say(conversation, 'message-1', 'Hello by the lighthouse')
  await person.until(`/v1/conversations/${conversation}/events`, (body) =>
    body.events.some((event: { type: string }) => event.type === 'turn-ended'),
  )

  const beside = await runParlor(['audit', 'verify'], env)
  t.is(beside.code, 0, beside.output)
  t.regex(beside.output, /^The audit log is whole: \d+ events\nhead \d+:[0-9a-f]{64}\n/)
  const story = await runParlor(['why', 'message-1'], env)
  t.is(story.code, 0, story.output)
  t.regex(story.output, /message message-1 accepted, opened a turn[^]*first text[^]*turn ended: answered/)
  t.notRegex(story.output, /lighthouse/)
  t.regex((await runParlor(['why', 'message-1', '--text'], env)).output, /Hello by the lighthouse/)
  const json = JSON.parse((await runParlor(['why', `${conversation}:2`, '--json'], env)).output)
  t.like(json, { subject: { kind: 'message', id: 'message-1', conversation } })
  const notice = await runParlor(['why', `${conversation}:1`], env)
  t.is(notice.output, `Event ${conversation}:1 is a notice-given: it belongs to no turn\n`)
  const unknown = await runParlor(['why', 'nothing'], env)
  t.is(unknown.code, 1)
  t.is(unknown.output, 'There is no message, turn, photo or event nothing\n')
  parlor.child.kill('SIGINT')
  await parlor.ended

  const after = await runParlor(['audit', 'verify'], env)
  t.is(after.code, 0, after.output)
  t.notRegex(after.output, /wait for their seal/)
  const [head = ''] = /\d+:[0-9a-f]{64}/.exec(after.output) ?? []
  const out = join(env.PARLOR_DATA, 'audit.jsonl')
  const exported = await runParlor(['audit', 'export', '--out', out], env)
  t.is(exported.code, 0, exported.output)
  t.is((await stat(out)).mode & 0o777, 0o600)
  const types = (await readFile(out, 'utf8'))
    .trim()
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line).type)
  for (const type of [
    'account-created',
    'adult-confirmed',
    'avatar-described',
    'photo-ready',
    'subscription-changed',
    'message-accepted',
    'texts-shown',
  ])
    t.true(types.includes(type), type)
  const checked = await runParlor(['audit', 'verify', '--file', out, '--head', head], env)
  t.is(checked.code, 0, checked.output)

  const again = await runParlor(['audit', 'export', '--out', out], env)
  t.is(again.code, 1)
  t.regex(again.output, /is there already\n$/)
  const printed = await runParlor(['audit', 'export', '--type', 'audit-exported', '--format', 'csv'], env)
  t.is(printed.code, 0, printed.output)
  t.regex(printed.output, /^# parlor-audit version 1, head .*\nseq,id,.*\n# end, 0 events/)
})

test('what was changed in the database is named, and the exit code is 1', async (t) => {
  const env = { PARLOR_DATA: await dataFolder(t) }
  const parlor = await startParlor(t, env)
  await walkToChat(personAt(parlor.url))
  const { url = '' } = (await joinPostgres({ folder: join(env.PARLOR_DATA, 'postgres') })) ?? {}
  const database = new pg.Client({ connectionString: url })
  await database.connect()
  t.teardown(async () => await database.end())
  for (;;) {
    const { rowCount } = await database.query('select from audit_pending')
    if (rowCount === 0) break
  }
  const { rows } = await database.query(
    `select seq, audit_event_id as id, encode(hash, 'hex') as hash from audit_seal order by seq desc limit 1`,
  )
  const [newest] = rows as { seq: string; id: string; hash: string }[]
  const head = `${newest?.seq}:${newest?.hash}`
  await database.query(
    'alter table audit_event disable trigger all; alter table audit_seal disable trigger all',
  )

  await database.query(
    `delete from audit_seal where seq = ${newest?.seq}; delete from audit_event where id = '${newest?.id}'`,
  )
  t.is((await runParlor(['audit', 'verify'], env)).code, 0)
  const cut = await runParlor(['audit', 'verify', '--head', head], env)
  t.is(cut.code, 1)
  t.regex(cut.output, new RegExp(`cut-off: The kept head of seq ${newest?.seq} is not in the chain`))

  await database.query(
    `update audit_event set actor = 'operator' where id = (select audit_event_id from audit_seal where seq = 2)`,
  )
  const changed = await runParlor(['audit', 'verify'], env)
  t.is(changed.code, 1)
  t.regex(
    changed.output,
    /The audit log is not whole\.\nchanged: seq 2 \([a-z-]+ [0-9a-f-]{36} of .*\nRight up to there: 1 events/,
  )
  t.is((await runParlor(['audit', 'verify', '--from-seq', '3'], env)).code, 0)
  t.is((await runParlor(['audit', 'verify', '--head', 'x'], env)).code, 1)
})

test('a database without tables and a file that is no export are told as such', async (t) => {
  const env = { PARLOR_DATA: await dataFolder(t) }
  const file = join(env.PARLOR_DATA, 'x.jsonl')
  await writeFile(file, '{}\n')

  const empty = await runParlor(['audit', 'verify'], env)
  const noExport = await runParlor(['audit', 'verify', '--file', file], env)
  const missing = await runParlor(['audit', 'verify', '--file', `${file}.none`], env)

  t.is(empty.code, 1)
  t.regex(empty.output, /run parlor start once\n$/)
  t.regex(noExport.output, /^The export is not whole\. Its first line is no header/)
  t.is(missing.code, 1)
  t.regex(missing.output, /ENOENT/)
})
