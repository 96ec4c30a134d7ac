import type { Database } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'

/** What a story is about. A reference photo belongs to no conversation. */
export type Subject = {
  readonly kind: 'message' | 'turn' | 'photo'
  readonly id: string
  readonly account: string
  readonly conversation: string | null
  readonly turn: string | null
}

/**
 * Finds what an id stands for: a photo, a turn, a client's message id, or `conversation:seq` of an event. Throws
 * `not-found`, and `conflict` when several clients made the same message id.
 *
 * Keys begin with the account: without one, each account or conversation is asked once, by index.
 */
export async function findSubject(database: Database, id: string, account?: string): Promise<Subject> {
  const found =
    (await findPhoto(database, id, account)) ??
    (await findTurn(database, id, account)) ??
    (await findMessage(database, id, account)) ??
    (await findEvent(database, id, account))
  if (found !== undefined) return found
  const where = account === undefined ? '' : ` in account ${account}`
  throw new PlatformError('not-found', `There is no message, turn, photo or event ${id}${where}`)
}

type Row = { account_id: string; id: string; conversation_id: string | null; turn_id: string | null }

async function findPhoto(database: Database, id: string, account?: string): Promise<Subject | undefined> {
  const { rows } = await database.pool.query<Row>(
    `select account_id, id, conversation_id, turn_id from photo
     where id = $1 and ($2::text is null or account_id = $2)`,
    [id, account],
  )
  return rows.map((row) => subjectOf('photo', row))[0]
}

async function findTurn(database: Database, id: string, account?: string): Promise<Subject | undefined> {
  const { rows } = await database.pool.query<Row>(
    `select found.* from (select distinct account_id from conversation) c cross join lateral
       (select account_id, id, conversation_id, id as turn_id from turn t
        where t.account_id = c.account_id and t.id = $1 limit 1) found
     where $2::text is null or c.account_id = $2 limit 1`,
    [id, account],
  )
  return rows.map((row) => subjectOf('turn', row))[0]
}

async function findMessage(database: Database, id: string, account?: string): Promise<Subject | undefined> {
  const { rows } = await database.pool.query<Row & { seq: string }>(
    `select found.* from conversation c cross join lateral
       (select account_id, $1 as id, conversation_id, turn_id, seq from event e
        where e.account_id = c.account_id and e.conversation_id = c.id and e.key = 'message:' || $1 limit 1) found
     where $2::text is null or c.account_id = $2 limit 10`,
    [id, account],
  )
  if (rows.length > 1) {
    const places = rows.map((row) => `${row.conversation_id}:${row.seq}`).join('\n  ')
    throw new PlatformError(
      'conflict',
      `Several messages have the id ${id}. Name one by its place:\n  ${places}`,
    )
  }
  return rows.map((row) => subjectOf('message', row))[0]
}

async function findEvent(database: Database, id: string, account?: string): Promise<Subject | undefined> {
  const [, conversation, seq] = /^([^:]+):(\d{1,15})$/.exec(id) ?? []
  if (conversation === undefined) return undefined
  const { rows } = await database.pool.query<Row & { type: string; data: { id?: string; photo?: string } }>(
    `select e.account_id, e.conversation_id, e.turn_id, e.type, e.data, '' as id
     from conversation c join event e on e.account_id = c.account_id and e.conversation_id = c.id
     where c.id = $1 and e.seq = $2 and ($3::text is null or c.account_id = $3)`,
    [conversation, seq, account],
  )
  const [row] = rows
  if (row?.data.photo !== undefined) return subjectOf('photo', { ...row, id: row.data.photo })
  if (row?.type === 'message-sent') return subjectOf('message', { ...row, id: row.data.id ?? id })
  if (row?.turn_id != null) return subjectOf('turn', { ...row, id: row.turn_id })
  if (row === undefined) return undefined
  throw new PlatformError('not-found', `Event ${id} is a ${row.type}: it belongs to no turn`)
}

function subjectOf(kind: Subject['kind'], row: Row): Subject {
  return { kind, id: row.id, account: row.account_id, conversation: row.conversation_id, turn: row.turn_id }
}
