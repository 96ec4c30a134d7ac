import type { BillingNews } from '@parlor/plugin-kit'
import { z } from 'zod'

const id = z.string().max(255)
const named = z
  .union([id, z.object({ id })])
  .transform((value) => (typeof value === 'string' ? value : value.id))

/** As little of an event as is needed, so that nothing of a person is kept with it. */
export const eventShape = z.object({
  id,
  object: z.literal('event'),
  type: z.string().max(100),
  livemode: z.boolean(),
  api_version: z.string().nullish(),
  /** Another account's, where the endpoint is one of Connect. */
  account: z.string().nullish(),
  data: z.object({
    object: z.object({ id: id.optional(), customer: named.nullish(), charge: named.nullish() }),
  }),
})
export type EventShape = z.output<typeof eventShape>

/** Where an event's own object leads to the subscription by itself. */
const ownObject = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'customer.subscription.pending_update_applied',
  'customer.subscription.pending_update_expired',
  'customer.subscription.trial_will_end',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.payment_action_required',
  'invoice.overdue',
  'invoice.finalization_failed',
  'invoice.marked_uncollectible',
  'invoice.voided',
  'charge.refunded',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'customer.updated',
  'customer.deleted',
] as const

const itsCharge = ['radar.early_fraud_warning.created'] as const

const itsCustomer = [
  'payment_method.attached',
  'payment_method.detached',
  'payment_method.automatically_updated',
  'setup_intent.succeeded',
  'entitlements.active_entitlement_summary.updated',
] as const

const ofPrices = [
  'price.created',
  'price.updated',
  'price.deleted',
  'product.created',
  'product.updated',
  'product.deleted',
] as const

/** What the endpoint has to be made with. The README lists the same. */
export const handledEvents: readonly string[] = [...ownObject, ...itsCharge, ...itsCustomer, ...ofPrices]

/** Those after which a subscription may be another, for reconciliation: no more than the 20 that one list takes. */
export const changingEvents = [
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'customer.subscription.pending_update_applied',
  'customer.subscription.pending_update_expired',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.marked_uncollectible',
  'invoice.voided',
  'charge.refunded',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'customer.deleted',
] as const

const includes = (types: readonly string[], type: string) => types.includes(type)

/** What to do about an event: an id to fetch, a look at the prices, or nothing. Its own state counts for nothing. */
export function newsOf(event: unknown): BillingNews {
  const { id: news, type, data } = eventShape.parse(event)
  const { id: own, customer, charge } = data.object
  if (includes(ofPrices, type)) return { id: news, prices: true }
  const ref = refOf(type, { own, customer, charge })
  return ref === undefined ? { id: news } : { id: news, ref }
}

function refOf(
  type: string,
  object: {
    readonly own: string | undefined
    readonly customer: string | null | undefined
    readonly charge: string | null | undefined
  },
): string | undefined {
  if (includes(ownObject, type)) return object.own
  if (includes(itsCharge, type)) return object.charge ?? undefined
  return includes(itsCustomer, type) ? (object.customer ?? undefined) : undefined
}
