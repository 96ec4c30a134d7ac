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
  return sha256(canonicalJson({ account, data, salt }))
}

/** The chain: each hash covers the one before it. */
export function hashOf(previous: string, seq: number, event: AuditEvent, digest: string): string {
  const { id, actor, type } = event
  const at = event.at.toISOString()
  // Canonical JSON like that of the digest, its keys in order by hand: this runs ten million times in a long log.
  return sha256(
    `{"actor":${JSON.stringify(actor)},"at":"${at}","digest":"${digest}","id":"${id}","previous":"${previous}","seq":${seq},"type":${JSON.stringify(type)}}`,
  )
}

/** Whether erasure has blanked the event. */
export function isErased({ account, data, salt }: AuditEvent): boolean {
  return account === null && data === null && salt === null
}

/**
 * JSON with sorted keys and no spaces: `jsonb` does not keep the order in which they were written. By hand,
 * since `JSON.stringify` with a replacer takes most of the time of a sealing.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (!isPlainObject(value)) return JSON.stringify(value)
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`)
  return `{${members.join(',')}}`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function isPlainObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
