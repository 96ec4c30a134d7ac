import type { Database } from '../database/database.ts'
import { digestOf, genesis, hashOf, isErased } from './chain.ts'
import { PlatformError } from '../platform-error.ts'
import type { Finding } from './finding.ts'
import { readHead, readSealed, type Head, type Sealed } from './sealed.ts'
import { findBesideChain, readPending, type Pending } from './unsealed.ts'

/** Seals that are read at once. */
const page = 2000

export type Verdict = {
  readonly finding?: Finding
  /** Seals that were checked and found right. */
  readonly count: number
  /** Events among them that erasure has blanked: of those the digest is checked. */
  readonly erased: number
  /** The last seal that was found right. */
  readonly head: Head
  readonly pending: Pending
}

export type VerifyOptions = {
  /** Checks from here on, and trusts the hash before it. */
  readonly fromSeq?: number
  /** A head that was kept elsewhere: the chain must have been at it. */
  readonly head?: { readonly seq?: number; readonly hash: string }
  readonly onProgress?: (done: number, all: number) => void
}

/**
 * Walks the chain and stops at the first event that was changed, dropped, reordered or put in.
 *
 * What nobody but a kept head can show: a tail that was cut off with its seals, and a chain that was made anew.
 */
export async function verifyAudit(database: Database, options: VerifyOptions = {}): Promise<Verdict> {
  const last = await readHead(database)
  const from = options.fromSeq ?? 1
  let head = from > 1 ? await trusted(database, from - 1) : { seq: 0, hash: genesis }
  let isHeadSeen = options.head?.hash === head.hash
  const first = head.seq
  let erased = 0
  const verdict = async (finding?: Finding): Promise<Verdict> => ({
    ...(finding === undefined ? {} : { finding }),
    count: head.seq - first,
    erased,
    head,
    pending: await readPending(database),
  })

  while (head.seq < last.seq) {
    const upTo = Math.min(head.seq + page, last.seq)
    const rows = await readSealed(database, { after: head.seq, upTo })
    for (const [index, row] of rows.entries()) {
      const finding = check(row, head, () => rows.slice(index + 1))
      if (finding !== undefined) return await verdict(finding)
      head = { seq: row.seq, hash: row.hash }
      if (row.event !== undefined && isErased(row.event)) erased++
      if (row.hash === options.head?.hash) isHeadSeen = true
    }
    if (head.seq < upTo) return await verdict(missingSeal(head.seq + 1))
    options.onProgress?.(head.seq - first, last.seq - first)
  }
  if (options.head !== undefined && !isHeadSeen && !(await isBefore(database, from, options.head.hash)))
    return await verdict(cutOff(options.head.seq, head))
  return await verdict(await findBesideChain(database))
}

function check(row: Sealed, head: Head, others: () => readonly Sealed[]): Finding | undefined {
  const seq = head.seq + 1
  if (row.seq !== seq) return missingSeal(seq)
  const { event } = row
  if (event === undefined) {
    const message = `seq ${seq}: its event ${row.eventId} was dropped`
    return { problem: 'dropped', seq, id: row.eventId, message }
  }
  const name = `seq ${seq} (${event.type} ${event.id} of ${event.at.toISOString()})`
  const place = { seq, id: event.id }
  if (hashOf(head.hash, seq, event, row.digest) !== row.hash) {
    const owner = others().find((other) => belongsAt(other, head, row))
    return owner === undefined
      ? { problem: 'changed', ...place, message: `${name}: event or seal was changed` }
      : {
          problem: 'reordered',
          ...place,
          message: `${name}: stands where event ${owner.eventId} of seq ${owner.seq} belongs`,
        }
  }
  if (!isErased(event) && digestOf(event) !== row.digest) {
    return { problem: 'changed', ...place, message: `${name}: its account, data or salt was changed` }
  }
  return undefined
}

/** Whether another event goes on from the head, by the hash that stands with it or that stands here. */
function belongsAt(other: Sealed, head: Head, row: Sealed): boolean {
  if (other.event === undefined) return false
  const hash = hashOf(head.hash, head.seq + 1, other.event, other.digest)
  return hash === other.hash || hash === row.hash
}

function missingSeal(seq: number): Finding {
  return { problem: 'dropped', seq, message: `seq ${seq}: was dropped, its seal is missing` }
}

function cutOff(kept: number | undefined, head: Head): Finding {
  const at = kept === undefined ? '' : ` of seq ${kept}`
  const end =
    kept !== undefined && kept <= head.seq
      ? 'the chain was made anew'
      : `the chain ends at seq ${head.seq}: its tail was cut off, or it was made anew`
  return {
    problem: 'cut-off',
    ...(kept === undefined ? {} : { seq: Math.min(kept, head.seq + 1) }),
    message: `The kept head${at} is not in the chain; ${end}`,
  }
}

async function trusted(database: Database, seq: number): Promise<Head> {
  const [row] = await readSealed(database, { after: seq - 1, upTo: seq })
  if (row !== undefined) return { seq, hash: row.hash }
  throw new PlatformError('not-found', `There is no seal of seq ${seq} to go on from`)
}

async function isBefore(database: Database, from: number, hash: string): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    `select from audit_seal where seq < $1 and hash = decode($2, 'hex') limit 1`,
    [from, hash],
  )
  return rowCount === 1
}
