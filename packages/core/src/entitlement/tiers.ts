import type { Offer } from '@parlor/plugin-kit'
import { PlatformError } from '../platform-error.ts'
import type { Price } from './price.ts'
import { coreFeatureNames, type Features, type Limit } from './tiers-schema.ts'

export type { Price } from './price.ts'
export type { Features, Limit } from './tiers-schema.ts'

export type Tier = {
  readonly id: string
  readonly name: string
  readonly description: string
  /** Undefined as long as the provider, where it stands, has not told it: nobody can buy it then. */
  readonly price: Price | undefined
  readonly lookupKey: string | undefined
  readonly features: Features
  readonly trialDays: number | undefined
  readonly visibility: 'public' | 'hidden'
  /** Earlier ids and lookup keys whose subscribers have this tier now. */
  readonly legacy: readonly string[]
  /** Why the provider does not sell it as it stands here; nobody can buy it then, who has it keeps it. */
  readonly problem: string | undefined
}

/** What a file of tiers says, in the order in which it is shown. */
export type Tiers = {
  /** How long a failed payment may take until nothing is open any more. */
  readonly graceDays: number
  readonly everyone: Features
  readonly tiers: readonly Tier[]
}

/** The tiers in force. Ask for `current` each time and keep nothing of it: an operator changes them while we run. */
export type TiersInForce = { readonly current: Tiers }

/** The tier that a price buys, by its id, its lookup key or an earlier name. */
export function tierOf({ tiers }: Tiers, price: string): Tier | undefined {
  return (
    tiers.find((tier) => tier.id === price || tier.lookupKey === price) ??
    tiers.find((tier) => tier.legacy.includes(price))
  )
}

/** How much of a feature there is: `true` without a limit, undefined when it is missing. */
export function limitOf(features: Features, feature: string): Limit | true | undefined {
  if (!Object.hasOwn(features, feature)) return undefined
  return (features as Readonly<Record<string, Limit | true | undefined>>)[feature]
}

/** Features in the file that core does not know: tools of plugins have to ask for them. */
export function otherFeatures({ everyone, tiers }: Tiers): readonly string[] {
  const named = [everyone, ...tiers.map((tier) => tier.features)].flatMap((features) => Object.keys(features))
  return [...new Set(named)].filter((name) => !coreFeatureNames.includes(name))
}

/** By which name a tier is bought: how this file and the provider mean the same. */
export function priceName({ id, lookupKey }: Pick<Tier, 'id' | 'lookupKey'>): string {
  return lookupKey ?? id
}

/** A tier as a billing plugin is told of it. Throws `unavailable` where its price is not known. */
export function offerFor(tier: Tier): Offer {
  const { name, description, price, trialDays } = tier
  if (price === undefined)
    throw new PlatformError('unavailable', `The price of ${tier.id} is not known just now`)
  return {
    price: priceName(tier),
    name,
    description,
    amount: { micros: price.amount * 10 ** (6 - price.exponent), currency: price.currency },
    interval: price.interval,
    ...(trialDays === undefined ? {} : { trialDays }),
  }
}

type TierOnSale = Tier & { readonly price: Price }

/** Whether somebody can buy it now by oneself. */
export function isOnSale(tier: Tier): tier is TierOnSale {
  return tier.visibility === 'public' && tier.price !== undefined && tier.problem === undefined
}

/**
 * The tier that somebody wants to buy. Throws `validation` for one that is not on offer, and `unavailable` for one
 * that the provider does not sell just now.
 */
export function tierToBuy({ tiers }: Tiers, id: string): TierOnSale {
  const offered = tiers.filter((tier) => tier.visibility === 'public')
  const tier = offered.find((entry) => entry.id === id)
  if (tier === undefined) {
    const ids = offered.map((entry) => entry.id).join(', ')
    throw new PlatformError('validation', 'There is no such tier', {
      errors: [{ path: 'tier', message: `must be one of ${ids}` }],
    })
  }
  // What exactly is wrong is the operator's matter: it stands in the log and in `parlor doctor`.
  if (!isOnSale(tier)) throw new PlatformError('unavailable', `${tier.name} cannot be bought just now`)
  return tier
}

/** What is sold, as everybody may see it: the paywall, `GET /v1/tiers` and each refusal for want of payment. */
export function offerOf({ tiers }: Tiers) {
  return tiers.filter(isOnSale).map(({ id, name, description, price, features, trialDays }) => ({
    id,
    name,
    description,
    price,
    trialDays: trialDays ?? null,
    features: Object.entries(features).map(([feature, limit]) => ({
      id: feature,
      ...(limit === true ? {} : limit),
    })),
  }))
}
