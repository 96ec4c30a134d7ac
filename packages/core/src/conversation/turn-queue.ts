import type { Json } from '@parlor/plugin-kit'
import type { Knex } from 'knex'
import type { Database } from '../database/database.ts'
import { storable } from '../database/storable.ts'
import type { EventData } from '../event/event.ts'

/** A turn in our hands. `attempt` counts from 1 and fences the text frames. */
export type ClaimedTurn = {
  readonly account: string
  readonly id: string
  readonly conversation: string
  readonly claim: string
  readonly attempt: number
  readonly stop: boolean
}

type TurnRow = {
  account_id: string
  id: string
  conversation_id: string
  claim: string
  attempt: number
  stop: boolean
}

/** Claims up to `limit` turns, never two of one conversation. What a dead worker left is found alike. */
export async function claimTurns(database: Database, limit: number): Promise<readonly ClaimedTurn[]> {
  const { rows } = await database.pool.query<TurnRow>({
    name: 'turn-claim',
    text: `
update turn t set state = 'running', claim = gen_random_uuid(), attempt = attempt + 1, due_at = now() + interval '30 s'
from (select account_id, id from turn w where state <> 'ended' and due_at <= now() and (state = 'running' or not exists
        (select from turn r where r.account_id = w.account_id and r.conversation_id = w.conversation_id and r.state = 'running'))
      order by due_at limit $1 for update skip locked) free
where t.account_id = free.account_id and t.id = free.id
returning t.account_id, t.id, t.conversation_id, t.claim, t.attempt, t.stop`,
    values: [limit],
  })
  return rows.map((row) => ({
    account: row.account_id,
    id: row.id,
    conversation: row.conversation_id,
    claim: row.claim,
    attempt: row.attempt,
    stop: row.stop,
  }))
}

/** Ends a turn with its one event. False: the claim was lost and nothing was written. */
export async function endTurn(
  database: Database,
  turn: ClaimedTurn,
  end: EventData['turn-ended'],
  usage: Json,
): Promise<boolean> {
  const { rows } = await database.pool.query({
    name: 'turn-end',
    text: `
with mine as (update turn set state = 'ended', claim = null, usage = $6::jsonb
   where account_id = $1 and id = $2 and claim = $3 returning conversation_id),
 log as (update conversation c set last_seq = last_seq + 1 from mine
   where c.account_id = $1 and c.id = mine.conversation_id returning c.id, c.last_seq),
 added as (insert into event (account_id, conversation_id, seq, type, key, turn_id, data)
   select $1, log.id, log.last_seq, 'turn-ended', $4, $2, $5::jsonb from log returning seq)
select seq from added`,
    values: [
      turn.account,
      turn.id,
      turn.claim,
      `turn:${turn.id}`,
      JSON.stringify({ ...end, text: storable(end.text) }),
      JSON.stringify(usage),
    ],
  })
  return rows.length > 0
}

/** Gives turns back, due at once at a shutdown: the same path as a crash, without the wait. */
export async function releaseTurns(
  database: Database,
  claims: readonly string[],
  afterMs = 0,
): Promise<void> {
  await database.pool.query(
    `update turn set due_at = now() + $2 * interval '1 millisecond', claim = null where claim = any($1::uuid[])`,
    [claims, afterMs],
  )
}

/**
 * Notes the wish to stop on the running turn; on the one that waits only when none is running, since what is
 * said during an answer wants an answer of its own. Returns the running one's id.
 */
export async function askToStop(
  database: Knex,
  account: string,
  conversation: string,
): Promise<string | undefined> {
  const rows = await database('turn')
    .where({ account_id: account, conversation_id: conversation })
    .whereRaw(
      `state = case when exists (select from turn r where r.account_id = ? and r.conversation_id = ? and r.state = 'running')
         then 'running' else 'waiting' end`,
      [account, conversation],
    )
    .update({ stop: true })
    .returning<{ id: string; state: string }[]>(['id', 'state'])
  return rows.find((row) => row.state === 'running')?.id
}
