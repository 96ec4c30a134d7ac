import type { Snapshot } from '../account/session.ts'
import { tierOf, type Features, type Limit, type Tier, type Tiers } from './tiers.ts'
import { worthOfAll } from './worth.ts'

const dayMs = 86_400_000
/** A renewal is told by billing; this bridges the time until that word arrives. */
export const renewalLeewayMs = 3_600_000

export type Entitlement = {
  /** The tier that is open now. */
  readonly tier: Tier | undefined
  /** The subscription that opens it. */
  readonly snapshot: Snapshot | undefined
  readonly mayChat: boolean
  readonly features: Features
  /** Until when, as things stand. */
  readonly until: Date | undefined
}

/**
 * What an account may do now. A pure function: the same snapshots, tiers and time give the same answer.
 *
 * Of several subscriptions the one that opens most decides, and when it ends the next one at once. Whatever status
 * is not named here opens nothing.
 */
export function decide(snapshots: readonly Snapshot[], tiers: Tiers, now: Date): Entitlement {
  const open = snapshots.flatMap((snapshot) => {
    const tier = tierOf(tiers, snapshot.price)
    const until = openUntil(snapshot, tiers.graceDays)
    if (tier === undefined || until === undefined || until <= now) return []
    const features = { ...tiers.everyone, ...tier.features }
    return [{ tier, snapshot, features, until, mayChat: features.chat === true }]
  })
  const [best] = open.toSorted(
    (one, other) =>
      worthOfAll(other.features, other.tier) - worthOfAll(one.features, one.tier) ||
      other.until.getTime() - one.until.getTime(),
  )
  return (
    best ?? {
      tier: undefined,
      snapshot: undefined,
      mayChat: tiers.everyone.chat === true,
      features: tiers.everyone,
      until: undefined,
    }
  )
}

function openUntil(snapshot: Snapshot, graceDays: number): Date | undefined {
  const { status, until, ends, dueSince, frozen } = snapshot
  if (frozen !== null) return undefined
  if (status === 'active' || status === 'trial')
    return new Date(until.getTime() + (ends ? 0 : renewalLeewayMs))
  if (status !== 'past-due' || dueSince === null) return undefined
  // The period that is not paid for has begun: its end says nothing. Who cancelled has no more than that either.
  const graceEnd = new Date(dueSince.getTime() + graceDays * dayMs)
  return ends && until < graceEnd ? until : graceEnd
}

/** The period in which units of a limit are counted now: its name, and when it ends and with it what was used. */
export function periodOf(
  limit: Limit,
  { snapshot, until }: Pick<Entitlement, 'snapshot' | 'until'>,
  now: Date,
): { readonly name: string; readonly until: Date } {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]
  if (limit.per === 'day') {
    return { name: now.toISOString().slice(0, 10), until: new Date(Date.UTC(year, month, day + 1)) }
  }
  const from = snapshot?.countsFrom ?? snapshot?.from ?? null
  if (limit.per === 'period' && snapshot !== undefined && from !== null) {
    // A renewal that has not been told yet, or that is not paid: it goes on as long as anything is open.
    const end = snapshot.until > now ? snapshot.until : (until ?? snapshot.until)
    return { name: `from ${from.toISOString()}`, until: end }
  }
  return { name: now.toISOString().slice(0, 7), until: new Date(Date.UTC(year, month + 1, 1)) }
}
