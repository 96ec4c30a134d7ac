import type { Database } from '../database/database.ts'

/** Beyond this nobody counts: it bounds what a long queue costs, since each page in it asks again and again. */
export const farthestPlace = 200

/**
 * How many photos are before one that waits for its first start: all that were asked for earlier and wait too. One
 * that comes back after a failed try stands in the queue again once its pause is over. At most `farthestPlace`.
 */
export async function queuePlace(database: Database, id: string): Promise<number> {
  const { rows } = await database.pool.query<{ place: number }>({
    name: 'photo-place',
    text: `select count(*)::int as place from (
             select 1 from photo where state = 'queued' and id < $1 and (tries = 0 or due_at <= now())
             order by id limit ${farthestPlace}) as before`,
    values: [id],
  })
  return rows[0]?.place ?? 0
}
