import type { Subscription, SubscriptionStatus } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { frozenBy } from './frozen.ts'
import { isNamed, priceName } from './price.ts'

/** What Stripe says of a subscription now, as far as it matters here. */
export type Facts = {
  readonly subscription: Stripe.Subscription
  /** Invoices that can still be paid. */
  readonly open: readonly Stripe.Invoice[]
  /** What was taken from a card for the last paid invoice, and what is fought over of it. */
  readonly charges: readonly Stripe.Charge[]
  readonly disputes: readonly Stripe.Dispute[]
}

/**
 * Stripe's subscription in the contract's words. A pure function: nothing but the facts counts.
 *
 * `pause_collection` changes nothing: Stripe then gives the service for free and leaves the status as it is. Who pauses
 * the subscription itself gets the status `paused`.
 */
export function subscriptionOf(facts: Facts, account: string): Subscription {
  const { subscription } = facts
  const items = tierItems(subscription)
  const [item] = items
  const period = periodOf(subscription, items)
  const status = item === undefined && !isOver(subscription) ? 'unknown' : statusOf(subscription.status)
  const due = dueOf(facts)
  const frozen = status === 'ended' ? undefined : frozenBy(facts.charges, facts.disputes)
  return {
    ref: subscription.id,
    account,
    price: item === undefined ? '(none)' : priceName(item.price),
    status,
    ...period,
    ...(status === 'past-due' ? { dueSince: due?.since ?? period.from } : {}),
    ...(due?.url === undefined ? {} : { payUrl: due.url }),
    ...(frozen === undefined ? {} : { frozen }),
  }
}

const statuses: Readonly<Record<string, SubscriptionStatus>> = {
  trialing: 'trial',
  active: 'active',
  past_due: 'past-due',
  unpaid: 'unpaid',
  paused: 'paused',
  incomplete: 'pending',
  incomplete_expired: 'ended',
  canceled: 'ended',
}

/** Stripe may add statuses to a version that is out already: what is not known opens nothing. */
function statusOf(status: string): SubscriptionStatus {
  return Object.hasOwn(statuses, status) ? (statuses[status] ?? 'unknown') : 'unknown'
}

function isOver({ status }: Stripe.Subscription): boolean {
  return statusOf(status) === 'ended'
}

/**
 * The items that buy the tier. An operator may have added others in the dashboard: those with a name go first, and the
 * oldest of them is the tier's. None of which there are zero buys anything.
 */
export function tierItems(subscription: Stripe.Subscription): readonly Stripe.SubscriptionItem[] {
  const bought = subscription.items.data
    .filter(({ quantity }) => quantity !== 0)
    .toSorted((one, other) => one.created - other.created || (one.id < other.id ? -1 : 1))
  const item = bought.find(({ price }) => isNamed(price)) ?? bought[0]
  return item === undefined ? [] : bought.filter(({ price }) => priceName(price) === priceName(item.price))
}

/** Since 2025-03-31 the period stands on the items alone, and items may differ in it. */
function periodOf(
  subscription: Stripe.Subscription,
  items: readonly Stripe.SubscriptionItem[],
): Pick<Subscription, 'from' | 'until' | 'ends'> {
  const {
    cancel_at: cancelAt,
    cancel_at_period_end: cancelsAtEnd,
    ended_at: endedAt,
    start_date: start,
  } = subscription
  const from = items.length === 0 ? start : Math.min(...items.map((item) => item.current_period_start))
  const periodEnd = items.length === 0 ? start : Math.max(...items.map((item) => item.current_period_end))
  if (isOver(subscription)) return { from: time(from), until: time(endedAt ?? periodEnd), ends: true }
  // A cancellation beyond this period takes none of it away, and the next one comes
  const ends = cancelsAtEnd || (cancelAt !== null && cancelAt <= periodEnd)
  const until = ends && cancelAt !== null ? Math.min(cancelAt, periodEnd) : periodEnd
  return { from: time(from), until: time(until), ends }
}

/** The oldest invoice that is open says since when and where to pay; a draft is not due yet. */
function dueOf({ open, subscription }: Facts): { readonly since: Date; readonly url?: string } | undefined {
  if (isOver(subscription)) return undefined
  const [oldest] = open
    .filter(({ status }) => status === 'open' || status === 'uncollectible')
    .toSorted((one, other) => dueAt(one) - dueAt(other))
  if (oldest === undefined || !['past_due', 'unpaid', 'incomplete'].includes(subscription.status))
    return undefined
  const url = oldest.hosted_invoice_url
  return { since: time(dueAt(oldest)), ...(url === null || url === undefined ? {} : { url }) }
}

const dueAt = (invoice: Stripe.Invoice) => invoice.status_transitions.finalized_at ?? invoice.created

const time = (seconds: number) => new Date(seconds * 1000)
