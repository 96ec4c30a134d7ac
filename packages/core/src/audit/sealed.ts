import type { Json } from '@parlor/plugin-kit'
import type { Database } from '../database/database.ts'
import { genesis, type AuditEvent, type Seal } from './chain.ts'

/** A seal with its event; the event is undefined when somebody has taken it out of the table. */
export type Sealed = Seal & { readonly eventId: string; readonly event: AuditEvent | undefined }

/** The end of the chain; seq 0 before the first seal. */
export type Head = { readonly seq: number; readonly hash: string }

export async function readHead(database: Pick<Database, 'pool'>): Promise<Head> {
  const { rows } = await database.pool.query<{ seq: string; hash: string }>(
    `select seq, encode(hash, 'hex') as hash from audit_seal order by seq desc limit 1`,
  )
  const row = rows[0]
  return row === undefined ? { seq: 0, hash: genesis } : { seq: Number(row.seq), hash: row.hash }
}

export type SealedFilter = {
  readonly account?: string | undefined
  readonly type?: string | undefined
  readonly since?: Date | undefined
  readonly until?: Date | undefined
}

/** Seals with `after < seq <= upTo`, ascending; a filter looks into their events. */
export async function readSealed(
  database: Pick<Database, 'pool'>,
  range: { readonly after: number; readonly upTo: number },
  filter: SealedFilter = {},
): Promise<readonly Sealed[]> {
  const { rows } = await database.pool.query<SealedRow>({
    name: 'audit-read',
    text: `
select s.seq, s.audit_event_id, encode(s.digest, 'hex') as digest, encode(s.hash, 'hex') as hash,
  e.id, e.at, e.actor, e.account_id, e.type, e.data, e.salt
from audit_seal s left join audit_event e on e.id = s.audit_event_id
where s.seq > $1 and s.seq <= $2 and ($3::text is null or e.account_id = $3) and ($4::text is null or e.type = $4)
  and ($5::timestamptz is null or e.at >= $5) and ($6::timestamptz is null or e.at < $6)
order by s.seq`,
    values: [range.after, range.upTo, filter.account, filter.type, filter.since, filter.until],
  })
  return rows.map((row) => ({
    seq: Number(row.seq),
    digest: row.digest,
    hash: row.hash,
    eventId: row.audit_event_id,
    event: row.id === null ? undefined : eventOf({ ...row, id: row.id }),
  }))
}

export type EventRow = {
  id: string
  at: Date
  actor: string
  account_id: string | null
  type: string
  data: Json
  salt: string | null
}

export function eventOf({ id, at, actor, type, account_id: account, data, salt }: EventRow): AuditEvent {
  return { id, at, actor, type, account, data, salt }
}

type SealedRow = Omit<EventRow, 'id'> & {
  seq: string
  audit_event_id: string
  digest: string
  hash: string
  id: string | null
}
