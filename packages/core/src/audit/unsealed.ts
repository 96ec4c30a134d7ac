import type { Database } from '../database/database.ts'
import type { Finding } from './finding.ts'

/** Events that wait for their seal; a worker seals them each second. */
export type Pending = { readonly count: number; readonly since: Date | undefined }

export async function readPending(database: Database): Promise<Pending> {
  const { rows } = await database.pool.query<{ count: number; since: Date | null }>(
    `select count(*)::int as count, min(e.at) as since
     from audit_pending p join audit_event e on e.id = p.audit_event_id`,
  )
  return { count: rows[0]?.count ?? 0, since: rows[0]?.since ?? undefined }
}

/**
 * Finds what the chain cannot tell: an event that was put in beside it, with neither a seal nor a place among
 * those that wait for one, and one that was taken out before it was sealed.
 */
export async function findBesideChain(database: Database): Promise<Finding | undefined> {
  const { rows: gone } = await database.pool.query<{ id: string }>(
    `select p.audit_event_id as id from audit_pending p
     where not exists (select from audit_event e where e.id = p.audit_event_id) order by p.n limit 1`,
  )
  const [dropped] = gone
  if (dropped !== undefined) {
    const message = `event ${dropped.id}: was dropped before it was sealed`
    return { problem: 'dropped', id: dropped.id, message }
  }
  // One statement sees one moment, in which each event has a seal or waits for it. Mostly that is all there is
  // to know, at the price of counting.
  const { rows: counts } = await database.pool.query<{ extra: string }>(
    `select (select count(*) from audit_event) - (select count(*) from audit_seal) - (select count(*) from audit_pending) as extra`,
  )
  if (counts[0]?.extra === '0') return undefined
  const { rows } = await database.pool.query<{ id: string; type: string; at: Date }>(
    `select e.id, e.type, e.at from audit_event e
     where not exists (select from audit_seal s where s.audit_event_id = e.id)
       and not exists (select from audit_pending p where p.audit_event_id = e.id)
     order by e.id limit 1`,
  )
  const [beside] = rows
  if (beside === undefined) {
    const message = 'There are fewer events than seals: one below the first seq checked was dropped'
    return { problem: 'dropped', message }
  }
  return {
    problem: 'inserted',
    id: beside.id,
    message: `event ${beside.id} (${beside.type} of ${beside.at.toISOString()}): was put in beside the chain, without a seal`,
  }
}
