import type { Knex } from 'knex'
import type { Database } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'
import type { LogEvent, NewEvent } from './event.ts'

export type ConversationKey = { readonly account: string; readonly conversation: string }

type EventRow = { seq: string; type: string; turn_id: string | null; data: unknown; created_at: Date }

/**
 * Appends inside a transaction and returns the event's seq, or undefined when its key stands already.
 *
 * The conversation's counter is locked here and until commit: call this last. An `insert … on conflict`
 * after the counter has moved would leave gaps, so the key is looked up first.
 */
export async function appendEvent(
  transaction: Knex,
  { account, conversation }: ConversationKey,
  event: NewEvent,
): Promise<number | undefined> {
  const result = await transaction.raw<{ rows: { seq: string }[] }>(
    `with log as (
       update conversation set last_seq = last_seq + 1
       where account_id = ? and id = ? and not exists (
         select from event where account_id = ? and conversation_id = ? and key = ?)
       returning last_seq)
     insert into event (account_id, conversation_id, seq, type, key, turn_id, data)
     select ?, ?, log.last_seq, ?, ?, ?, ?::jsonb from log returning seq`,
    [
      account,
      conversation,
      account,
      conversation,
      event.key,
      account,
      conversation,
      event.type,
      event.key,
      event.turn,
      JSON.stringify(event.data),
    ],
  )
  const row = result.rows[0]
  return row === undefined ? undefined : Number(row.seq)
}

/** Events with `seq > after`, ascending, at most `limit`. This is how every reader follows the log. */
export async function readEvents(
  database: Database,
  { account, conversation }: ConversationKey,
  options: { readonly after: number; readonly limit: number },
): Promise<readonly LogEvent[]> {
  const { rows } = await database.pool.query<EventRow>({
    name: 'event-read',
    text: `select seq, type, turn_id, data, created_at from event
           where account_id = $1 and conversation_id = $2 and seq > $3 order by seq limit $4`,
    values: [account, conversation, options.after, options.limit],
  })
  return rows.map(toEvent)
}

/** The newest events before a seq (or of all), ascending; `more` tells whether older ones exist. */
export async function readEventsBefore(
  database: Database,
  { account, conversation }: ConversationKey,
  options: { readonly before?: number; readonly limit: number },
): Promise<{ readonly events: readonly LogEvent[]; readonly more: boolean }> {
  const { rows } = await database.pool.query<EventRow>({
    name: 'event-read-before',
    text: `select seq, type, turn_id, data, created_at from event
           where account_id = $1 and conversation_id = $2 and seq < $3 order by seq desc limit $4`,
    values: [account, conversation, options.before ?? Number.MAX_SAFE_INTEGER, options.limit],
  })
  const events = rows.map(toEvent).reverse()
  return { events, more: (events[0]?.seq ?? 1) > 1 }
}

/** The events of a turn and of photos, ascending: for looking back, not for a hot path. */
export async function readEventsAbout(
  database: Database,
  { account, conversation }: ConversationKey,
  about: { readonly turn: string | null; readonly photos: readonly string[] },
): Promise<readonly LogEvent[]> {
  const { rows } = await database.pool.query<EventRow>(
    `select seq, type, turn_id, data, created_at from event where account_id = $1 and conversation_id = $2
       and ((turn_id = $3 and type in ('message-sent', 'turn-ended')) or key = any($4)) order by seq`,
    [account, conversation, about.turn, about.photos.flatMap((id) => [`photo:${id}`, `photo:${id}:end`])],
  )
  return rows.map(toEvent)
}

/** The newest seq. Throws `not-found` when the conversation is not this account's. */
export async function lastSeq(
  database: Database,
  { account, conversation }: ConversationKey,
): Promise<number> {
  const { rows } = await database.pool.query<{ last_seq: string }>({
    name: 'conversation-last-seq',
    text: 'select last_seq from conversation where account_id = $1 and id = $2',
    values: [account, conversation],
  })
  const row = rows[0]
  if (row === undefined) throw new PlatformError('not-found', 'There is no such conversation')
  return Number(row.last_seq)
}

function toEvent(row: EventRow): LogEvent {
  return {
    seq: Number(row.seq),
    type: row.type,
    turn: row.turn_id,
    at: row.created_at.toISOString(),
    data: row.data,
  } as LogEvent // written by appendEvent and accept only, which take typed events
}
