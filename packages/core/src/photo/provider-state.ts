import type { Database } from '../database/database.ts'

/** So many failures in a row, of any photos, and a provider is left alone for a while. */
export const failuresToOpen = 5
const awaySeconds = 30
const maxAwaySeconds = 600
/** Refused key or account, nothing left to pay with: an operator must act, so that looking again is for later. */
export const refusedAwayMs = 5 * 60_000

export type AwayReason = 'transient' | 'throttled' | 'auth' | 'quota'

/** How a provider does, as all workers see it. `awayMs` is 0 when it may be asked. */
export type ProviderState = {
  readonly provider: string
  readonly failures: number
  readonly reason: AwayReason
  readonly awayMs: number
}

/*
 * A circuit breaker whose state is a row: libraries for it keep theirs in one process, and here many workers share a
 * provider (docs/decisions/009-photo-providers.md).
 */

export async function readProviderStates(database: Database): Promise<readonly ProviderState[]> {
  const { rows } = await database.pool.query<ProviderState>({
    name: 'provider-states',
    text: `select provider, failures, reason, greatest(0, least(86400,
             extract(epoch from greatest(away_until, now()) - now())) * 1000)::int as "awayMs" from provider_state`,
  })
  return rows
}

/**
 * A failure that says something of the provider's health. Returns how long it is left alone from now on: twice as long
 * each time it fails again; 0 while the failures are few.
 */
export async function noteFailure(database: Database, provider: string): Promise<number> {
  const { rows } = await database.pool.query<{ failures: number }>(
    `insert into provider_state as s (provider, failures, reason) values ($1, 1, 'transient')
     on conflict (provider) do update set failures = least(s.failures + 1, 1000),
       reason = case when s.away_until > now() then s.reason else 'transient' end
     returning failures`,
    [provider],
  )
  const over = (rows[0]?.failures ?? 0) - failuresToOpen
  if (over < 0) return 0
  const awayMs = Math.min(maxAwaySeconds, awaySeconds * 2 ** Math.min(over, 10)) * 1000
  await stayAway(database, provider, awayMs)
  return awayMs
}

/** It refused our key or our account: whoever asks next, later, is the only one. */
export async function noteRefusal(database: Database, provider: string, reason: 'auth' | 'quota') {
  await database.pool.query(
    `insert into provider_state as s (provider, failures, reason) values ($1, $2, $3)
     on conflict (provider) do update set failures = greatest(s.failures, $2), reason = $3`,
    [provider, failuresToOpen, reason],
  )
  await stayAway(database, provider, refusedAwayMs)
}

/** It asked for time, which says nothing of its health. */
export async function noteThrottle(database: Database, provider: string, awayMs: number): Promise<void> {
  await database.pool.query(
    `insert into provider_state as s (provider, reason) values ($1, 'throttled')
     on conflict (provider) do update set reason = case when s.away_until > now() then s.reason else 'throttled' end`,
    [provider],
  )
  await stayAway(database, provider, awayMs)
}

/** It answered as it should: it is asked by all again. */
export async function noteSuccess(database: Database, provider: string): Promise<void> {
  await database.pool.query({
    name: 'provider-success',
    text: `update provider_state set failures = 0, away_until = '-infinity' where provider = $1 and failures > 0`,
    values: [provider],
  })
}

/** One of all workers may ask a provider whose time alone is over; the others wait for what becomes of it. */
export async function mayProbe(database: Database, provider: string): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    `update provider_state set away_until = now() + $2 * interval '1 second'
     where provider = $1 and away_until <= now()`,
    [provider, awaySeconds],
  )
  return rowCount === 1
}

async function stayAway(database: Database, provider: string, awayMs: number): Promise<void> {
  await database.pool.query(
    `update provider_state set away_until = greatest(away_until, now() + $2 * interval '1 millisecond')
     where provider = $1`,
    [provider, awayMs],
  )
}
