import type { Json } from '@parlor/plugin-kit'
import type { Knex } from 'knex'

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
 * Adds an audit event inside the transaction of the change that it tells of. Sealing into the chain comes
 * later, in batches.
 */
export async function appendAudit(transaction: Knex, entry: AuditEntry): Promise<void> {
  await transaction.raw(`with ${auditSql('select ?, ?, ?, ?::jsonb')} select`, [
    entry.actor,
    entry.account ?? null,
    entry.type,
    JSON.stringify(entry.data),
  ])
}

/**
 * The same for a hot statement, as two more of its `with` queries: `entry` selects actor, account, type and
 * data of each event.
 *
 * What waits for its seal is written here and not by a trigger, which cost as much as half of a turn's statements.
 */
export function auditSql(entry: string): string {
  return `noted as (insert into audit_event (actor, account_id, type, data) ${entry} returning id),
 pending as (insert into audit_pending (audit_event_id) select id from noted)`
}
