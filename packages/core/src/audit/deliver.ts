import type { AuditRecord, AuditSink } from '@parlor/plugin-kit'
import type { Database } from '../database/database.ts'
import { bounded } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'
import { readHead, readSealed, type Sealed } from './sealed.ts'

export type SinkSlot = { readonly name: string; readonly auditSink: AuditSink }

/** Events that a sink is given at once. */
const batch = 500
const writeMs = 30_000
/** A cursor whose holder died is free after this time: longer than a sink may take. */
const claimSeconds = 60
const firstDelayMs = 1000
const longestDelayMs = 5 * 60_000

/**
 * Hands sealed events to one sink, in order and at least once, until it has them all or fails.
 *
 * The cursor is a row with a claim: one process at a time moves it, after the sink has answered. A failure is
 * thrown when the row says when to try again, later each time.
 */
export async function deliverSealed(database: Database, sink: SinkSlot, signal: AbortSignal): Promise<void> {
  for (;;) {
    const cursor = await claimCursor(database, sink.name)
    if (cursor === undefined) return
    try {
      await deliverBatch(database, sink, cursor, signal)
    } catch (error) {
      const isClosing = signal.aborted
      await postpone(database, cursor, { delayMs: isClosing ? 0 : retryDelayMs(cursor.tries), error })
      if (isClosing) return
      throw new PlatformError('unavailable', `The audit sink ${sink.name} did not take its events`, {
        cause: error,
      })
    }
  }
}

/** Makes the sink's cursor: a new sink is given the log from its beginning. */
export async function openCursor(database: Database, sink: string): Promise<void> {
  await database.pool.query('insert into audit_cursor (sink) values ($1) on conflict do nothing', [sink])
}

type Cursor = { readonly claim: string; readonly seq: number; readonly tries: number }

async function deliverBatch(
  database: Database,
  sink: SinkSlot,
  cursor: Cursor,
  signal: AbortSignal,
): Promise<void> {
  const { seq: newest } = await readHead(database)
  const upTo = Math.min(newest, cursor.seq + batch)
  const sealed = await readSealed(database, { after: cursor.seq, upTo })
  const call = { key: `audit:${sink.name}:${cursor.seq}` }
  await bounded(
    writeMs,
    signal,
    async (limit) => await sink.auditSink.write(sealed.flatMap(toRecord), { ...call, signal: limit }),
  )
  await database.pool.query(
    `update audit_cursor set seq = $2, claim = null, tries = 0, error = null, due_at = now(), moved_at = now()
     where claim = $1`,
    [cursor.claim, upTo],
  )
}

/** What is gone cannot be handed on: `parlor audit verify` names it. */
function toRecord({ seq, digest, hash, event }: Sealed): readonly AuditRecord[] {
  if (event === undefined) return []
  const { id, at, actor, type, account, data } = event
  return [{ seq, id, at, actor, type, account, data, digest, hash }]
}

async function claimCursor(database: Database, sink: string): Promise<Cursor | undefined> {
  const { rows } = await database.pool.query<{ claim: string; seq: string; tries: number }>({
    name: 'audit-cursor-claim',
    text: `
update audit_cursor set claim = gen_random_uuid(), due_at = now() + interval '${claimSeconds} s'
where sink = $1 and due_at <= now() and seq < (select max(seq) from audit_seal) returning claim, seq, tries`,
    values: [sink],
  })
  const row = rows[0]
  return row && { claim: row.claim, seq: Number(row.seq), tries: row.tries }
}

async function postpone(
  database: Database,
  cursor: Cursor,
  { delayMs, error }: { readonly delayMs: number; readonly error: unknown },
): Promise<void> {
  await database.pool.query(
    `update audit_cursor set claim = null, tries = tries + 1, error = $3, due_at = now() + $2 * interval '1 millisecond'
     where claim = $1`,
    [cursor.claim, delayMs, error instanceof Error ? error.name : 'unknown'],
  )
}

/** How long a sink that failed is left alone. */
export function retryDelayMs(tries: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** tries)
}
