import type { Knex } from 'knex'
import type { Database } from '../database/database.ts'
import { digestOf, genesis, hashOf } from './chain.ts'
import { eventOf, type EventRow, type Head } from './sealed.ts'

/** Any number, but the same in every process: only one of them seals at a time. */
const sealerLock = 7_265_747
/** Events that one transaction seals. */
const batch = 1000

/**
 * Seals what waits, in batches, and returns the new head, or undefined when nothing was sealed.
 *
 * Sealed is what can be seen: an event of a transaction that commits late comes after others that are younger.
 * A batch is one transaction under one lock, so that a sealer killed in the middle of it has sealed nothing,
 * and two at once never write one chain.
 */
export async function sealPending(database: Database): Promise<Head | undefined> {
  let head: Head | undefined
  // What was taken off in the batches before is still in the index until it is vacuumed.
  let after = '0'
  for (;;) {
    // Asked without a transaction: most of the time nothing waits.
    const { rowCount } = await database.pool.query('select from audit_pending limit 1')
    if (rowCount === 0) return head
    const sealed = await database.knex.transaction(async (transaction) => await sealBatch(transaction, after))
    if (sealed === undefined) return head
    head = sealed.head
    after = sealed.last
    if (sealed.count < batch) return head
  }
}

type SealedBatch = { readonly count: number; readonly head: Head; readonly last: string }

/** Seals what waits beyond a place in the order of writing; undefined when another one seals, or nothing waits. */
async function sealBatch(transaction: Knex, after: string): Promise<SealedBatch | undefined> {
  const { rows: locks } = await transaction.raw<{ rows: { mine: boolean }[] }>(
    'select pg_try_advisory_xact_lock(?) as mine',
    [sealerLock],
  )
  if (locks[0]?.mine !== true) return undefined
  // An event that is gone stays among what waits, where `verify` finds that it was dropped.
  const { rows } = await transaction.raw<{ rows: PendingRow[] }>(
    `select p.n, e.id, e.at, e.actor, e.account_id, e.type, e.data, e.salt
     from audit_pending p join audit_event e on e.id = p.audit_event_id
     where p.n > ? order by p.n limit ?`,
    [after, batch],
  )
  const last = rows.at(-1)?.n
  if (last === undefined) return undefined

  const before = await headIn(transaction)
  let head = before
  const digests: string[] = []
  const hashes: string[] = []
  for (const row of rows) {
    const event = eventOf(row)
    const digest = digestOf(event)
    head = { seq: head.seq + 1, hash: hashOf(head.hash, head.seq + 1, event, digest) }
    digests.push(digest)
    hashes.push(head.hash)
  }
  await transaction.raw(
    `insert into audit_seal (seq, audit_event_id, digest, hash, sealed_at)
     select ?::bigint + n, id, decode(digest, 'hex'), decode(hash, 'hex'), clock_timestamp()
     from unnest(?::uuid[], ?::text[], ?::text[]) with ordinality as sealed (id, digest, hash, n)`,
    [before.seq, rows.map((row) => row.id), digests, hashes],
  )
  await transaction.raw('delete from audit_pending where n = any(?::bigint[])', [rows.map((row) => row.n)])
  return { count: rows.length, head, last }
}

async function headIn(transaction: Knex): Promise<Head> {
  const { rows } = await transaction.raw<{ rows: { seq: string; hash: string }[] }>(
    `select seq, encode(hash, 'hex') as hash from audit_seal order by seq desc limit 1`,
  )
  const row = rows[0]
  return row === undefined ? { seq: 0, hash: genesis } : { seq: Number(row.seq), hash: row.hash }
}

type PendingRow = EventRow & { n: string }
