import { createHash } from 'node:crypto'
import type { Json } from '@parlor/plugin-kit'

/** One audit event as its seal covers it. Erasure blanks account, data and salt, and nothing else. */
export type AuditEvent = {
  readonly id: string
  readonly at: Date
  readonly actor: string
  readonly type: string
  readonly account: string | null
  readonly data: Json
  readonly salt: string | null
}

/** What a seal keeps of its event, in hex. */
export type Seal = {
  readonly seq: number
  /** Of account, data and salt: when erasure blanks them, the rest of the event is still verified. */
  readonly digest: string
  /** Of the hash before it, the seq, and all that the event says. */
  readonly hash: string
}

/** What stands before the first seal. */
export const genesis = '0'.repeat(64)

/**
 * sha256 over what erasure may take, as canonical JSON, in hex. The salt is random, so that what was blanked
 * cannot be guessed back from the digest.
 */
export function digestOf({ account, data, salt }: AuditEvent): string {
  return sha256({ account, data, salt })
}

/** The chain: each hash covers the one before it. */
export function hashOf(previous: string, seq: number, event: AuditEvent, digest: string): string {
  const { id, at, actor, type } = event
  return sha256({ previous, seq, id, at: at.toISOString(), actor, type, digest })
}

/** Whether erasure has blanked the event. */
export function isErased({ account, data, salt }: AuditEvent): boolean {
  return account === null && data === null && salt === null
}

/** JSON with sorted keys: `jsonb` does not keep the order in which they were written. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isPlainObject(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}

function sha256(facts: Json): string {
  return createHash('sha256').update(canonicalJson(facts)).digest('hex')
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
