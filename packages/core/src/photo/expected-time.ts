import type { Database } from '../database/database.ts'

/** Shown before any photo was ever taken; after that the median of the last ones holds. */
const firstGuessMs = 15_000

/** How long a photo takes from the request to the picture: the median of the last 20, in milliseconds. */
export async function expectedTimeMs(database: Database): Promise<number> {
  const { rows } = await database.pool.query<{ ms: string | null }>({
    name: 'photo-expected',
    text: `select percentile_disc(0.5) within group (order by ms) as ms from (
             select extract(epoch from ended_at - created_at) * 1000 as ms from photo
             where state = 'ready' order by ended_at desc limit 20) as latest`,
  })
  const median = rows[0]?.ms
  return median === null || median === undefined ? firstGuessMs : Math.round(Number(median))
}
