import type { Database } from '../database/database.ts'
import type { ConversationKey } from '../event/log.ts'

/** What a conversation is remembered by. Turns that ended up to `uptoSeq` are in it; others begin at `readFrom`. */
export type Summary = { readonly text: string; readonly uptoSeq: number; readonly readFrom: number }
export type ClaimedSummary = Summary & { readonly claim: string }

/** A worker that died in the middle is waited for that long; longer than a summary may take. */
const claimSeconds = 120
/** After a failure the conversation goes on for a while before the next try. */
const pauseSeconds = 60

/** Claims a conversation's summary, made when there is none; undefined while another holds it, or it rests. */
export async function claimSummary(
  database: Database,
  { account, conversation }: ConversationKey,
): Promise<ClaimedSummary | undefined> {
  const { rows } = await database.pool.query<{
    claim: string
    text: string
    upto_seq: string
    read_from: string
  }>({
    name: 'summary-claim',
    text: `
insert into conversation_summary (account_id, conversation_id, claim, due_at)
select account_id, id, gen_random_uuid(), now() + interval '${claimSeconds} s' from conversation
  where account_id = $1 and id = $2
on conflict (account_id, conversation_id) do update set claim = excluded.claim, due_at = excluded.due_at
  where conversation_summary.due_at <= now()
returning claim, text, upto_seq, read_from`,
    values: [account, conversation],
  })
  const [row] = rows
  if (row === undefined) return undefined
  return {
    claim: row.claim,
    text: row.text,
    uptoSeq: Number(row.upto_seq),
    readFrom: Number(row.read_from),
  }
}

/** Writes what was claimed; nothing when the claim was lost. */
export async function writeSummary(
  database: Database,
  { account, conversation }: ConversationKey,
  { claim, text, uptoSeq, readFrom }: ClaimedSummary,
): Promise<void> {
  await database.pool.query(
    `update conversation_summary set text = $4, upto_seq = $5, read_from = $6, updated_at = now(), claim = null, due_at = now()
     where account_id = $1 and conversation_id = $2 and claim = $3`,
    [account, conversation, claim, text, uptoSeq, readFrom],
  )
}

/** Gives a claim back unused: at once, or after a pause when it failed. */
export async function releaseSummary(
  database: Database,
  { account, conversation }: ConversationKey,
  claim: string,
  { isFailed }: { readonly isFailed: boolean },
): Promise<void> {
  await database.pool.query(
    `update conversation_summary set claim = null, due_at = now() + $4 * interval '1 second'
     where account_id = $1 and conversation_id = $2 and claim = $3`,
    [account, conversation, claim, isFailed ? pauseSeconds : 0],
  )
}
