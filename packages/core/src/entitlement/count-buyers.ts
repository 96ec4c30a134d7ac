import type { Database } from '../database/database.ts'
import type { Buyers } from './diff-tiers.ts'

/** How many have something open, by the name that they bought it by. Reads the whole table: for commands. */
export async function countBuyers(database: Database): Promise<readonly Buyers[]> {
  const { rows } = await database.pool.query<Buyers>(
    `select price, count(*)::int as count from entitlement
     where status in ('trial', 'active', 'past-due') and frozen is null and not (ends and until <= now())
     group by price order by price`,
  )
  return rows
}
