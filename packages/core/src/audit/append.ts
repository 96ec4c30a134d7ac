import { createHash, randomBytes } from 'node:crypto'
import type { Json } from '@parlor/plugin-kit'
import type { Knex } from 'knex'
import { newId } from '../database/id.ts'

export type AuditEntry = {
  /** Who did it: `user:<account>`, `operator`, `plugin:<name>` or `system`. */
  readonly actor: string
  /** Whose data it concerns, so that it can be exported and blanked. */
  readonly account?: string
  /** Noun-verb, such as `photo-ready`. */
  readonly type: string
  readonly data: Json
}

/**
 * Adds an audit event inside the transaction of the change that it tells of.
 *
 * The digest covers a random salt and the data: when erasure blanks both, the chain of digests still
 * verifies and the data cannot be guessed back. Sealing into the chain comes later, in batches.
 */
export async function appendAudit(transaction: Knex, entry: AuditEntry): Promise<void> {
  const salt = randomBytes(16).toString('hex')
  const data = canonicalJson(entry.data)
  await transaction.raw(
    'insert into audit_event (id, actor, account_id, type, data, salt, digest) values (?, ?, ?, ?, ?::jsonb, ?, ?)',
    [newId(), entry.actor, entry.account ?? null, entry.type, data, salt, digestOf(salt, entry.type, data)],
  )
}

/** What the seal chains: sha256 over salt, type and canonical data, as hex. */
export function digestOf(salt: string, type: string, data: string): string {
  return createHash('sha256').update(`${salt}\n${type}\n${data}`).digest('hex')
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
