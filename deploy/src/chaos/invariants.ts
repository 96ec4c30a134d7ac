import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Fleet } from './fleet.ts'
import type { Talk } from './talk.ts'

/** What must hold of these accounts whatever happened; each statement gives the rows that break its sentence. */
const rules: Readonly<Record<string, string>> = {
  'every turn has ended': `select id, state from turn where account_id = any($1) and state <> 'ended'`,
  'every turn is answered once': `select t.id, count(e.seq)::int as ends from turn t
    left join event e on e.account_id = t.account_id and e.turn_id = t.id and e.type = 'turn-ended'
    where t.account_id = any($1) group by t.id having count(e.seq) <> 1`,
  'every turn is answered, and not with a failure': `select turn_id, data->>'reason' as reason, data->>'code' as code
    from event where account_id = any($1) and type = 'turn-ended' and data->>'reason' <> 'answered'`,
  'seq has no gaps': `select c.id, c.last_seq, count(e.seq)::int as events from conversation c
    left join event e on e.account_id = c.account_id and e.conversation_id = c.id
    where c.account_id = any($1) group by c.account_id, c.id
    having c.last_seq <> count(e.seq) or coalesce(max(e.seq), 0) <> count(e.seq)`,
  'a turn ends after all its messages': `select e.turn_id from event e
    join event m on m.account_id = e.account_id and m.turn_id = e.turn_id and m.type = 'message-sent'
    where e.account_id = any($1) and e.type = 'turn-ended' and m.seq > e.seq`,
  'turns are answered in the order of their messages': `select * from (
      select turn_id, ended, lag(ended) over (partition by conversation_id order by said) as ended_before from (
        select conversation_id, turn_id, min(seq) filter (where type = 'message-sent') as said,
          max(seq) filter (where type = 'turn-ended') as ended
        from event where account_id = any($1) and turn_id is not null group by conversation_id, turn_id) turns) ordered
    where ended < ended_before`,
  'every person got the one photo that was asked for': `select a.id, count(p.id)::int as photos
    from unnest($1::text[]) a (id) left join photo p on p.account_id = a.id and p.kind = 'chat'
    group by a.id having count(p.id) <> 1`,
  'every photo has ended': `select id, state from photo
    where account_id = any($1) and state not in ('ready', 'failed', 'blocked', 'canceled')`,
  'every photo is told twice: that it was asked for, and its end': `select p.id,
      count(*) filter (where e.type = 'photo-requested')::int as asked,
      count(*) filter (where e.type in ('photo-ready', 'photo-failed'))::int as ended
    from photo p left join event e on e.account_id = p.account_id and e.data->>'photo' = p.id
    where p.account_id = any($1) and p.kind = 'chat' group by p.id
    having count(*) filter (where e.type = 'photo-requested') <> 1
      or count(*) filter (where e.type in ('photo-ready', 'photo-failed')) <> 1`,
  'every hold is settled by its photo, or released': `select h.id, h.state, p.state as photo from hold h
    left join photo p on p.account_id = h.account_id and p.hold_id = h.id
    where h.account_id = any($1)
      and h.state is distinct from case when p.state = 'ready' then 'settled' else 'released' end`,
  'what counts as used is what was settled': `select u.account_id, u.feature, u.settled, u.held from usage u
    where u.account_id = any($1) and (u.held <> 0 or u.settled <> (select count(*) from hold h
      where h.account_id = u.account_id and h.feature = u.feature and h.period = u.period and h.state = 'settled'))`,
  'payments are applied once': `select a.id, count(e.id)::int as told from unnest($1::text[]) a (id)
    left join audit_event e on e.account_id = a.id and e.type = 'subscription-changed'
    group by a.id having count(e.id) <> 1`,
  'nothing lies in the inbox': `select source, state from inbox where state <> 'applied' and $1::text[] is not null`,
  'what happened is audited once': `select * from (
      select t.id, 'turn-ended' as type, 'turn' as field, t.account_id from turn t
      union all select p.id, 'photo-requested', 'photo', p.account_id from photo p where p.kind = 'chat'
      union all select p.id, 'photo-' || p.state, 'photo', p.account_id from photo p where p.kind = 'chat') done
    where account_id = any($1) and 1 <> (select count(*) from audit_event e
      where e.account_id = done.account_id and e.type = done.type and e.data->>done.field = done.id)`,
}

/** All that does not hold after a run; empty when all is well. */
export async function brokenRules(fleet: Fleet, talks: readonly Talk[]): Promise<readonly string[]> {
  const broken: string[] = []
  const accounts = talks.map((talk) => talk.person.account)
  for (const [sentence, text] of Object.entries(rules)) {
    const { rows } = await fleet.database.query(text, [accounts])
    if (rows.length > 0) broken.push(`Not so: ${sentence}. ${JSON.stringify(rows.slice(0, 3))}`)
  }
  for (const talk of talks) broken.push(...(await brokenFor(fleet, talk)))
  return broken
}

/** Up to where the audit log is sealed. */
export async function sealedUpTo(fleet: Fleet): Promise<number> {
  const { rows } = await fleet.database.query<{ seq: number }>(
    'select coalesce(max(seq), 0)::int as seq from audit_seal',
  )
  return rows[0]?.seq ?? 0
}

/** What is wrong with the audit log after that seal; empty when it is whole. */
export async function brokenAudit(fleet: Fleet, after: number): Promise<readonly string[]> {
  const { code, output } = await fleet.run('audit', 'verify', '--from-seq', String(after + 1))
  return code === 0 ? [] : [output.trim()]
}

async function brokenFor(fleet: Fleet, { person, said, seen, pictures }: Talk): Promise<readonly string[]> {
  const broken: string[] = seen.faults.map((fault) => `A reader saw ${fault}`)
  const { rows: log } = await fleet.database.query<{ seq: string; type: string; data: { id?: string } }>(
    'select seq, type, data from event where account_id = $1 order by seq',
    [person.account],
  )
  const stored = log.map((row) => `${row.seq} ${row.type}`)
  const read = seen.events.map((event) => `${event.seq} ${event.type}`)
  if (stored.join() !== read.join()) broken.push(`A reader saw ${read.join(', ')} of ${stored.join(', ')}`)
  const messages = log.filter((row) => row.type === 'message-sent').map((row) => `${row.data.id} ${row.seq}`)
  const acknowledged = said.toSorted((a, b) => a.seq - b.seq).map(({ id, seq }) => `${id} ${seq}`)
  if (messages.join() !== acknowledged.join())
    broken.push(`Acknowledged was ${acknowledged.join(', ')}; the log has ${messages.join(', ')}`)

  const { rows: photos } = await fleet.database.query<{ id: string; state: string; sha256: string | null }>(
    `select id, state, sha256 from photo where account_id = $1 and kind = 'chat'`,
    [person.account],
  )
  const bills = await readdir(join(fleet.dataFolder, 'bills'))
  for (const photo of photos) {
    const billed = bills.filter((name) => name.startsWith(photo.id)).length
    const isRight = photo.state === 'ready' ? billed === 1 : fleet.provider === 'finds' && billed === 0
    if (!isRight) broken.push(`Photo ${photo.id} is ${photo.state} and was billed ${billed} times`)
    const bytes = pictures.get(photo.id)
    const sha256 = bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex')
    if (photo.state === 'ready' && sha256 !== photo.sha256)
      broken.push(`The picture of ${photo.id} is not the one that was signed`)
  }
  return broken
}
