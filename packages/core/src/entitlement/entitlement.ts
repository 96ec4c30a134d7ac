import type { Snapshot } from '../account/session.ts'
import { tierOf, type Features, type Limit, type Tier, type Tiers } from './tiers.ts'

const dayMs = 86_400_000

export type Entitlement = {
  /** The tier that is open now. */
  readonly tier: Tier | undefined
  readonly snapshot: Snapshot | undefined
  readonly mayChat: boolean
  readonly features: Features
  /** Until when, as things stand. */
  readonly until: Date | undefined
}

/**
 * What an account may do now. A pure function: the same snapshot, tiers and time give the same answer.
 *
 * A renewal is told by billing; `leewayMs` bridges the time until that word arrives. Whatever status is not named
 * here opens nothing.
 */
export function decide(
  snapshot: Snapshot | undefined,
  tiers: Tiers,
  now: Date,
  leewayMs = 3_600_000,
): Entitlement {
  const tier = snapshot && tierOf(tiers, snapshot.price)
  const until = snapshot && openUntil(snapshot, tiers.graceDays * dayMs, leewayMs)
  if (tier === undefined || until === undefined || until <= now)
    return { tier: undefined, snapshot, mayChat: false, features: tiers.everyone, until: undefined }
  return {
    tier,
    snapshot,
    mayChat: tier.features.chat === true,
    features: { ...tiers.everyone, ...tier.features },
    until,
  }
}

function openUntil(snapshot: Snapshot, graceMs: number, leewayMs: number): Date | undefined {
  const { status, until, ends, dueSince, frozen } = snapshot
  if (frozen !== null) return undefined
  if (status === 'active' || status === 'trial') return new Date(until.getTime() + (ends ? 0 : leewayMs))
  if (status !== 'past-due' || dueSince === null) return undefined
  // The period that is not paid for has begun: its end says nothing. Who cancelled has no more than that either.
  const graceEnd = new Date(dueSince.getTime() + graceMs)
  return ends && until < graceEnd ? until : graceEnd
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
