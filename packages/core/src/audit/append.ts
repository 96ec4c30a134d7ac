import { createHash, randomBytes } from 'node:crypto'
import type { Json } from '@parlor/plugin-kit'
import type { Knex } from 'knex'
import { newId } from '../database/id.ts'

export type AuditEntry = {
  /** Who did it: `user` (the account's own), `operator`, `plugin:<name>` or `system`. */
  readonly actor: 'user' | 'operator' | 'system' | `plugin:${string}`
  /** Whose data it concerns, so that it can be exported and blanked. */
  readonly account?: string
  /** Noun-verb, such as `photo-ready`. */
  readonly type: string
  readonly data: Json
}

/**
 * Adds an audit event inside the transaction of the change that it tells of.
 *
 * The digest covers a random salt and all that the row says: when erasure blanks salt, account and data, the
 * chain of digests still verifies and what was blanked cannot be guessed back. Sealing into the chain comes
 * later, in batches.
 */
export async function appendAudit(transaction: Knex, entry: AuditEntry): Promise<void> {
  const row = {
    id: newId(),
    // The app's clock, in the milliseconds that a Date holds: the digest must find again what it was made of.
    at: new Date().toISOString(),
    actor: entry.actor,
    account: entry.account ?? null,
    type: entry.type,
    data: entry.data,
    salt: randomBytes(16).toString('hex'),
  }
  await transaction.raw(
    'insert into audit_event (id, at, actor, account_id, type, data, salt, digest) values (?, ?, ?, ?, ?, ?::jsonb, ?, ?)',
    [row.id, row.at, row.actor, row.account, row.type, canonicalJson(row.data), row.salt, digestOf(row)],
  )
}

/** What one audit event says, as its digest covers it; `at` is ISO 8601 with milliseconds. */
export type AuditFacts = {
  readonly id: string
  readonly at: string
  readonly actor: string
  readonly account: string | null
  readonly type: string
  readonly data: Json
  readonly salt: string
}

/** What the seal chains: sha256 over all facts as canonical JSON, in hex. */
export function digestOf({ id, at, actor, account, type, data, salt }: AuditFacts): string {
  const facts = canonicalJson({ id, at, actor, account, type, data, salt })
  return createHash('sha256').update(facts).digest('hex')
}

/** JSON with sorted keys: `jsonb` does not keep the order in which they were written. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isPlainObject(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
