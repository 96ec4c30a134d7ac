import type { Json } from '@parlor/plugin-kit'
import type { Database } from '../database/database.ts'

/** An audit event beside its place in the chain; `seq` is null until it is sealed. */
export type AuditNote = {
  readonly seq: number | null
  readonly at: Date
  readonly actor: string
  readonly type: string
  readonly data: { readonly [name: string]: Json } | null
}

/** An account's audit events about a turn and about photos, in the order in which they were written. */
export async function readAuditOf(
  database: Database,
  account: string,
  about: { readonly turn: string | null; readonly photos: readonly string[] },
): Promise<readonly AuditNote[]> {
  const { rows } = await database.pool.query<Omit<AuditNote, 'seq'> & { seq: string | null }>(
    `select s.seq, e.at, e.actor, e.type, e.data from audit_event e
       left join audit_seal s on s.audit_event_id = e.id left join audit_pending p on p.audit_event_id = e.id
     where e.account_id = $1 and (e.data->>'turn' = $2 or e.data->>'photo' = any($3))
     order by s.seq nulls last, p.n`,
    [account, about.turn, about.photos],
  )
  return rows.map((row) => ({ ...row, seq: row.seq === null ? null : Number(row.seq) }))
}
