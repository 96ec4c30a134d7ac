import type { Subscription } from '@parlor/plugin-kit'
import type Stripe from 'stripe'

/** An inquiry takes no money yet; `prevented` is settled by a refund, which counts by itself. */
const harmless = new Set([
  'won',
  'prevented',
  'warning_closed',
  'warning_needs_response',
  'warning_under_review',
])

/**
 * Whether the money of the last paid invoice went back or is fought over.
 *
 * All of it has to be refunded: a part is a kindness, not an end. A dispute that is won gives everything back; one of a
 * kind that is not known counts as open.
 */
export function frozenBy(
  charges: readonly Stripe.Charge[],
  disputes: readonly Stripe.Dispute[],
): NonNullable<Subscription['frozen']> | undefined {
  if (disputes.some(({ status }) => !harmless.has(status))) return 'disputed'
  const paid = charges.filter((charge) => charge.paid)
  return paid.length > 0 && paid.every((charge) => charge.refunded) ? 'refunded' : undefined
}
