import type { Features, Limit, Tier, Tiers } from './tiers.ts'

/** What billing last said of an account, as the table `entitlement` keeps it. */
export type Snapshot = {
  readonly tier: string
  readonly status: 'active' | 'grace' | 'ended'
  readonly until: Date
  readonly ends: boolean
}

export type Entitlement = {
  readonly tier: Tier | undefined
  readonly snapshot: Snapshot | undefined
  readonly mayChat: boolean
  readonly features: Features
}

/**
 * What an account may do now. A pure function: the same snapshot, tiers and time give the same answer.
 *
 * A renewal is told by billing; `leewayMs` bridges the time until that word arrives.
 */
export function decide(
  snapshot: Snapshot | undefined,
  tiers: Tiers,
  now: Date,
  leewayMs = 3_600_000,
): Entitlement {
  const tier = snapshot && tiers.tiers.find((entry) => entry.id === snapshot.tier)
  const alive =
    snapshot !== undefined &&
    snapshot.status !== 'ended' &&
    snapshot.until.getTime() + (snapshot.ends ? 0 : leewayMs) > now.getTime()
  if (tier === undefined || !alive)
    return { tier: undefined, snapshot, mayChat: false, features: tiers.everyone }
  return {
    tier,
    snapshot,
    mayChat: tier.features.chat === true,
    features: { ...tiers.everyone, ...tier.features },
  }
}

/** When the running period ends, and with it what was used. */
export function periodEnd(limit: Limit, now: Date): Date {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]
  return new Date(limit.per === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1))
}

/** The name of the calendar period (UTC) in which a limit counts: `2026-11-24` or `2026-11`. */
export function periodOf(limit: Limit, now: Date): string {
  return now.toISOString().slice(0, limit.per === 'day' ? 10 : 7)
}
