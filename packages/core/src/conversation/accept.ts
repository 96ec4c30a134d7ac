import { auditSql } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { newId } from '../database/id.ts'
import type { EventData, LogEvent } from '../event/event.ts'
import type { ConversationKey } from '../event/log.ts'
import { PlatformError } from '../platform-error.ts'
import type { Disclosure } from '../safety/disclosure.ts'

export type Message = { readonly id: string; readonly text: string }
/** Where a message stands in the log. */
export type Accepted = Extract<LogEvent, { type: 'message-sent' }> & { readonly turn: string }

type AcceptRow = { seq: string; turn_id: string; data: { id: string; text: string }; created_at: Date }

/** PostgreSQL: a unique key was violated, here by the same message id arriving twice at once. */
const uniqueViolation = '23505'

/**
 * Appends a message and opens a turn, or joins the one that waits: one statement, one commit. A wish to stop
 * that stood on the waiting turn is gone then: it was said before this message.
 *
 * The notice that one talks with an AI stands before the message when it is due: in the same statement, under the
 * conversation's lock, so that it is given once and by no model.
 *
 * The same id with the same text gives the first answer again, so that a client may retry without fear;
 * with another text it throws `id-reused`. Throws `not-found` for somebody else's conversation.
 */
export async function acceptMessage(
  database: Database,
  key: ConversationKey,
  message: Message,
  disclosure: Disclosure,
): Promise<Accepted> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await accept(database, key, message, disclosure)
    } catch (error) {
      // The other one has committed: this time its event is seen.
      if (attempt < 3 && (error as { code?: string }).code === uniqueViolation) continue
      throw error
    }
  }
}

/** Whether a message with this id stands in the log. */
export async function isAccepted(database: Database, key: ConversationKey, id: string): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    'select from event where account_id = $1 and conversation_id = $2 and key = $3',
    [key.account, key.conversation, `message:${id}`],
  )
  return rowCount === 1
}

const isNoticeDue = `($6::integer is not null
  and (disclosed_at is null or disclosed_at <= now() - $6::integer * interval '1 minute'))`

function noticeOf(disclosure: Disclosure): readonly [everyMinutes: number | null, data: string | null] {
  if (disclosure === 'elsewhere') return [null, null]
  const data: EventData['notice-given'] = { kind: 'ai', text: disclosure.text }
  return [disclosure.everyMinutes, JSON.stringify(data)]
}

/** Ids and no text: what was said stands in the log. */
const audited = auditSql(`
   select 'user', $1::text, 'message-accepted',
     jsonb_build_object('conversation', $2::text, 'message', data->>'id', 'seq', seq, 'turn', turn_id) from added`)

async function accept(
  database: Database,
  key: ConversationKey,
  message: Message,
  disclosure: Disclosure,
): Promise<Accepted> {
  const { rows } = await database.pool.query<AcceptRow>({
    name: 'message-accept',
    text: `
with seen as (select seq, turn_id, data, created_at from event where account_id = $1 and conversation_id = $2 and key = $3),
 log as (update conversation set last_seq = last_seq + case when ${isNoticeDue} then 2 else 1 end,
     disclosed_at = case when ${isNoticeDue} then now() else disclosed_at end,
     disclosures = disclosures + case when ${isNoticeDue} then 1 else 0 end
   where account_id = $1 and id = $2 and not exists (select from seen) returning last_seq, disclosed_at, disclosures),
 notice as (insert into event (account_id, conversation_id, seq, type, key, data)
   select $1, $2, log.last_seq - 1, 'notice-given', 'notice:ai:' || disclosures, $7::jsonb
   from log where $6::integer is not null and disclosed_at = now()),
 lane as (insert into turn (account_id, id, conversation_id, state) select $1, $4, $2, 'waiting' from log
   on conflict (account_id, conversation_id) where state = 'waiting' do update set state = 'waiting', stop = false returning id),
 added as (insert into event (account_id, conversation_id, seq, type, key, turn_id, data)
   select $1, $2, log.last_seq, 'message-sent', $3, lane.id, $5::jsonb from log, lane returning seq, turn_id, data, created_at),
 ${audited}
select * from added union all select * from seen`,
    values: [
      key.account,
      key.conversation,
      `message:${message.id}`,
      newId(),
      JSON.stringify(message),
      ...noticeOf(disclosure),
    ],
  })
  const row = rows[0]
  if (row === undefined) throw new PlatformError('not-found', 'There is no such conversation')
  if (row.data.text !== message.text) {
    throw new PlatformError('id-reused', 'This message id was used for another text', {
      errors: [{ path: 'id', message: 'was used for another text' }],
    })
  }
  return {
    seq: Number(row.seq),
    type: 'message-sent',
    turn: row.turn_id,
    at: row.created_at.toISOString(),
    data: row.data,
  }
}
