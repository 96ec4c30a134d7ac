import type { Knex } from 'knex'
import { PlatformError } from '../platform-error.ts'
import type { StrikeEffect } from './strikes.ts'

/** Throws `cooling-down` while painting pauses for an account, and `forbidden` where it is locked. */
export async function assertMayPaint(knex: Knex, account: string): Promise<void> {
  const { rows } = await knex.raw<{ rows: { locked: boolean | null; seconds: number | null }[] }>(
    `select bool_or(not isfinite(until)) as locked,
            ceil(extract(epoch from max(until) filter (where isfinite(until)) - now()))::int as seconds
     from strike where account_id = ? and lifted_at is null and until > now()`,
    [account],
  )
  const { locked, seconds } = rows[0] ?? {}
  if (locked === true) throw new PlatformError('forbidden', lockedWords)
  if (seconds === null || seconds === undefined) return
  const until = new Date(Date.now() + seconds * 1000).toISOString()
  throw new PlatformError(
    'cooling-down',
    `Pictures take a break for ${spanWords(seconds)}, because several requests could not be painted. Everything else goes on as before`,
    { retryAfterSeconds: seconds, extra: { until } },
  )
}

const lockedWords =
  'Pictures are switched off for this account until somebody has looked at the last requests. Everything else goes on ' +
  'as before. If you think that this is a mistake, write to whoever runs this place'

/** What a person is told beside the refusal itself; empty as long as nothing follows from it. */
export function effectWords({ consequence, isLastBefore }: StrikeEffect): string {
  if (consequence === 'lock') return `. ${lockedWords}`
  const pause =
    consequence === 'none' ? '' : `. Pictures take a break now, for ${spanWords(consequence.minutes * 60)}`
  return isLastBefore
    ? `${pause}. After another request like this pictures are switched off until somebody has looked`
    : pause
}

/** "about 2 hours": rounded up, so that nobody comes back too early. */
function spanWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  if (minutes <= 1) return 'a minute'
  if (minutes < 90) return `${minutes} minutes`
  return `${Math.ceil(minutes / 60)} hours`
}
