import type { Database } from '../database/database.ts'
import type { PhotoRow } from './records.ts'

/** How long a photo usually takes from its start to the picture, and when it is late, in milliseconds. */
export type RunTime = { readonly expectedMs: number; readonly lateMs: number }

/** What makes the picture: each model has a pace of its own, and with a reference photo another one. */
export type Maker = Pick<PhotoRow, 'kind' | 'provider' | 'model'>

/** Shown before a model ever made a photo. */
const firstGuess: RunTime = { expectedMs: 15_000, lateMs: 45_000 }
/** Fewer say little: then the other kind of photo by the same model is the better guide. */
const enough = 3

/**
 * The median of the last 20 of the same kind by the same model. Late is what nine of ten are not, with some slack
 * for models that always take the same time: said at the median, every second photo would be late.
 */
export async function readExpectedRun(
  database: Database,
  { kind, provider, model }: Maker,
): Promise<RunTime> {
  const { rows } = await database.pool.query<Measured>({
    name: 'photo-expected',
    text: `select kind, count(*)::int as count,
             percentile_disc(0.5) within group (order by ms) as half,
             percentile_disc(0.9) within group (order by ms) as most
           from (values ('chat'), ('reference')) as kinds (kind) cross join lateral (
             select extract(epoch from ended_at - started_at)::float * 1000 as ms from photo
             where state = 'ready' and photo.kind = kinds.kind and provider = $1 and coalesce(model, '') = $2
             order by ended_at desc limit 20) as latest
           group by kind`,
    values: [provider, model ?? ''],
  })
  const own = rows.find((row) => row.kind === kind)
  const measured = [own, ...rows].find((row) => row !== undefined && row.count >= enough) ?? own ?? rows[0]
  if (measured === undefined) return firstGuess
  const { half, most } = measured
  return { expectedMs: Math.round(half), lateMs: Math.round(Math.max(most, half * 1.2 + 2000)) }
}

/**
 * The same, at most some seconds old: a photo tells how far it is at each of its steps, and every page that waits asks
 * again and again.
 */
export async function expectedRun(database: Database, maker: Maker): Promise<RunTime> {
  const known =
    recent.get(database) ?? new Map<string, { readonly run: Promise<RunTime>; readonly at: number }>()
  recent.set(database, known)
  const key = JSON.stringify([maker.kind, maker.provider, maker.model])
  const last = known.get(key)
  if (last !== undefined && performance.now() - last.at < recentMs) return await last.run

  const run = readExpectedRun(database, maker)
  known.set(key, { run, at: performance.now() })
  try {
    return await run
  } catch (error) {
    known.delete(key)
    throw error
  }
}

const recentMs = 5000
/** A few for each database: makers are what the configuration names. */
const recent = new WeakMap<Database, Map<string, { readonly run: Promise<RunTime>; readonly at: number }>>()

type Measured = {
  readonly kind: string
  readonly count: number
  readonly half: number
  readonly most: number
}
