import { PlatformError } from '../platform-error.ts'
import { periodOf, type Entitlement } from './entitlement.ts'
import { limitOf, offerOf, tierOf, type Tiers } from './tiers.ts'
import { worthOf } from './worth.ts'

/** The refusal for want of payment: of what, whether there was some and when there will be again, and what would help. */
export function paymentRequired(
  feature: string,
  tiers: Tiers,
  entitlement: Entitlement,
  now: Date,
): PlatformError {
  const limit = limitOf(entitlement.features, feature)
  const usedUp = limit !== undefined
  // Of what has no limit nothing can be used up, nor come back.
  const until =
    limit === undefined || limit === true
      ? {}
      : { until: periodOf(limit, entitlement, now).until.toISOString() }
  return new PlatformError(
    'payment-required',
    usedUp ? `The limit of ${feature} is used up for now` : 'This needs a subscription',
    { extra: { feature, usedUp, ...until, tiers: tiersThatHelp(feature, tiers, entitlement) } },
  )
}

/** Tiers on sale with more of a feature than the account has now. */
function tiersThatHelp(feature: string, tiers: Tiers, entitlement: Entitlement) {
  const has = worthOf(limitOf(entitlement.features, feature), entitlement.tier)
  return offerOf(tiers).filter(({ id }) => {
    const tier = tierOf(tiers, id)
    if (tier === undefined) return false
    return worthOf(limitOf({ ...tiers.everyone, ...tier.features }, feature), tier) > has
  })
}
