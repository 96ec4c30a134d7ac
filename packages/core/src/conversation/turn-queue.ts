import type { Json } from '@parlor/plugin-kit'
import { auditSql } from '../audit/append.ts'
import { claimSeconds } from '../database/claims.ts'
import type { Database } from '../database/database.ts'
import { storable } from '../database/storable.ts'
import type { EventData, LogEvent } from '../event/event.ts'
import { windowRows } from './fold.ts'
import type { MaterialRow } from './material.ts'

/** A turn in our hands. `attempt` counts from 1 and fences the text frames. */
export type ClaimedTurn = {
  readonly account: string
  readonly id: string
  readonly conversation: string
  readonly claim: string
  readonly attempt: number
  readonly stop: boolean
  readonly material: MaterialRow
}

type TurnRow = {
  account_id: string
  id: string
  conversation_id: string
  claim: string
  attempt: number
  stop: boolean
  material: MaterialRow
}

/**
 * Claims up to `limit` turns, never two of one conversation, each with what it is answered from. What a dead worker
 * left is found alike.
 *
 * The claim is not waited for until it is on disk. Should the database's machine die before that, the turn waits again
 * and another claim takes it; what its first holder then writes is refused, as with any claim that was lost.
 */
export async function claimTurns(
  database: Database,
  limit: number,
  seconds: number = claimSeconds,
): Promise<readonly ClaimedTurn[]> {
  const { rows } = await database.pool.query<TurnRow>({
    name: 'turn-claim',
    text: `
with mine as (update turn t set state = 'running', claim = gen_random_uuid(), attempt = attempt + 1, due_at = now() + $2 * interval '1 second',
  started_at = coalesce(started_at, now()), claimed_at = now()
from (select account_id, id from turn w where state <> 'ended' and due_at <= now() and (state = 'running' or not exists
        (select from turn r where r.account_id = w.account_id and r.conversation_id = w.conversation_id and r.state = 'running'))
      order by due_at limit $1 for update skip locked) free
where t.account_id = free.account_id and t.id = free.id
returning t.account_id, t.id, t.conversation_id, t.claim, t.attempt, t.stop)
select *, turn_material(account_id, conversation_id, case when attempt > 1 then id end, $3) as material,
  set_config('synchronous_commit', 'off', true) from mine`,
    values: [limit, seconds, windowRows],
  })
  return rows.map((row) => ({
    account: row.account_id,
    id: row.id,
    conversation: row.conversation_id,
    claim: row.claim,
    attempt: row.attempt,
    stop: row.stop,
    material: row.material,
  }))
}

/** Ids, figures and no text: what was answered stands in the log. The chat model's plugin did it, where one was asked. */
const audited = auditSql(`
   select coalesce('plugin:' || ($6::jsonb->>'plugin'), 'system'), $1::text, 'turn-ended',
     jsonb_strip_nulls(jsonb_build_object('conversation', added.conversation_id, 'turn', $2::text, 'seq', added.seq,
       'attempt', log.attempt, 'reason', data->>'reason', 'code', data->>'code', 'usage', $6::jsonb))
   from added, log`)

/** Ends a turn with its one event, and gives that. Undefined: the claim was lost and nothing was written. */
export async function endTurn(
  database: Database,
  turn: ClaimedTurn,
  end: EventData['turn-ended'],
  usage: Json,
): Promise<LogEvent | undefined> {
  const data = { ...end, text: storable(end.text) }
  const { rows } = await database.pool.query<{ seq: string; created_at: Date }>({
    name: 'turn-end',
    text: `
with mine as (update turn set state = 'ended', claim = null, usage = $6::jsonb, ended_at = now()
   where account_id = $1 and id = $2 and claim = $3 returning conversation_id, attempt),
 log as (update conversation c set last_seq = last_seq + 1 from mine
   where c.account_id = $1 and c.id = mine.conversation_id returning c.id, c.last_seq, mine.attempt),
 added as (insert into event (account_id, conversation_id, seq, type, key, turn_id, data)
   select $1, log.id, log.last_seq, 'turn-ended', $4, $2, $5::jsonb from log returning conversation_id, seq, data, created_at),
 ${audited}
select seq, created_at from added`,
    values: [
      turn.account,
      turn.id,
      turn.claim,
      `turn:${turn.id}`,
      JSON.stringify(data),
      JSON.stringify(usage),
    ],
  })
  const row = rows[0]
  if (row === undefined) return undefined
  return { seq: Number(row.seq), type: 'turn-ended', turn: turn.id, at: row.created_at.toISOString(), data }
}

/** Gives turns back, due at once at a shutdown: the same path as a crash, without the wait. */
export async function releaseTurns(
  database: Database,
  claims: readonly string[],
  afterMs = 0,
): Promise<void> {
  await database.pool.query(
    `update turn set due_at = now() + $2 * interval '1 millisecond', claim = null
     where state <> 'ended' and claim = any($1::uuid[])`,
    [claims, afterMs],
  )
}

/**
 * Notes the wish to stop on the running turn; on the one that waits only when none is running, since what is
 * said during an answer wants an answer of its own. Returns the running one's id.
 */
export async function askToStop(
  database: Database,
  account: string,
  conversation: string,
): Promise<string | undefined> {
  const ask = async () => await markStop(database, account, conversation)
  let rows = await ask()
  // A claim that was committing just then: its turn was waiting when the statement began, and is running now.
  if (rows.length === 0) rows = await ask()
  return rows.find((row) => row.state === 'running')?.id
}

async function markStop(
  database: Database,
  account: string,
  conversation: string,
): Promise<readonly { readonly id: string; readonly state: string }[]> {
  const { rows } = await database.pool.query<{ id: string; state: string }>({
    name: 'turn-stop',
    text: `
with lane as (select id, state, stop from turn where account_id = $1 and conversation_id = $2
   and state = case when exists (select from turn r where r.account_id = $1 and r.conversation_id = $2 and r.state = 'running')
     then 'running' else 'waiting' end for update),
 asked as (update turn t set stop = true from lane where t.account_id = $1 and t.id = lane.id and not lane.stop returning t.id),
 ${stopAudited}
select id, state from lane`,
    values: [account, conversation],
  })
  return rows
}

/** The first wish; another click changes nothing. */
const stopAudited = auditSql(`
   select 'user', $1::text, 'turn-stop-asked', jsonb_build_object('conversation', $2::text, 'turn', id) from asked`)
