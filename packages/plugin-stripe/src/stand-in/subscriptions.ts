import type Stripe from 'stripe'
import { textOf } from './form.ts'
import { attempt, draftInvoice, makeInvoice } from './invoices.ts'
import { periodEnd } from './period.ts'
import { make } from './shapes.ts'
import { invalid, type World } from './world.ts'

type Params = Readonly<Record<string, unknown>>

/** A subscription as Checkout makes it: paid, or in its trial. */
export function startSubscription(
  world: World,
  order: {
    readonly customer: string
    readonly price: Stripe.Price
    readonly method: string | undefined
    readonly metadata: Record<string, string>
    readonly trialDays: number | undefined
    readonly atEndOfTrial: string
  },
): Stripe.Subscription {
  const { price, trialDays, method } = order
  const id = world.id('sub')
  const start = world.now()
  const interval = price.recurring?.interval ?? 'month'
  const trialEnd = trialDays === undefined ? null : start + trialDays * 86_400
  const end = trialEnd ?? periodEnd(start, interval, start)
  const subscription = world.keep(
    make<Stripe.Subscription>('subscription', {
      id,
      customer: order.customer,
      created: start,
      start_date: start,
      billing_cycle_anchor: trialEnd ?? start,
      billing_mode: { type: 'flexible', flexible: null } as unknown as Stripe.Subscription['billing_mode'],
      cancel_at_period_end: false,
      collection_method: 'charge_automatically',
      currency: price.currency,
      default_payment_method: method ?? null,
      metadata: order.metadata,
      status: 'incomplete',
      trial_start: trialEnd === null ? null : start,
      trial_end: trialEnd,
      trial_settings: {
        end_behavior: { missing_payment_method: order.atEndOfTrial, billing_cycle_anchor: null },
      },
      items: {
        object: 'list',
        has_more: false,
        url: `/v1/subscription_items?subscription=${id}`,
        data: [item(world, id, price, { start, end })],
      },
    }),
  )
  world.emit('customer.subscription.created', subscription)
  const amount = trialEnd === null ? (price.unit_amount ?? 0) : 0
  const invoice = makeInvoice(world, subscription, {
    reason: 'subscription_create',
    lines: [{ amount, start, end, description: 'first period' }],
  })
  if (attempt(world, invoice, method))
    setStatus(world, subscription, trialEnd === null ? 'active' : 'trialing')
  // At Stripe three days before the end, or at once when it is nearer
  if (trialDays !== undefined && trialDays <= 3)
    world.emit('customer.subscription.trial_will_end', subscription)
  return subscription
}

export function item(
  world: World,
  subscription: string,
  price: Stripe.Price,
  { start, end }: { readonly start: number; readonly end: number },
): Stripe.SubscriptionItem {
  return make<Stripe.SubscriptionItem>('subscription_item', {
    id: world.id('si'),
    created: world.now(),
    price,
    quantity: 1,
    subscription,
    current_period_start: start,
    current_period_end: end,
  })
}

export function setStatus(world: World, subscription: Stripe.Subscription, status: string): void {
  if (subscription.status === status) return
  const previous = { status: subscription.status }
  subscription.status = status
  world.emit('customer.subscription.updated', subscription, previous)
}

/** What happens to a subscription until the world's clock; each period is tried once. */
export function catchUp(world: World, subscription: Stripe.Subscription, until: number): void {
  for (;;) {
    const [first] = subscription.items.data
    if (subscription.ended_at !== null || first === undefined || subscription.status === 'paused') return
    const end = subscription.cancel_at ?? first.current_period_end
    if (Math.min(end, first.current_period_end) > until) return
    world.setClock(Math.min(end, first.current_period_end))
    if (end <= world.now() && (subscription.cancel_at_period_end || subscription.cancel_at !== null)) {
      endSubscription(world, subscription, 'cancellation_requested')
      return
    }
    if (subscription.status === 'trialing' && methodOf(world, subscription) === undefined) {
      endTrialWithoutCard(world, subscription)
      return
    }
    renew(world, subscription)
  }
}

/** Begins the next period and takes the money for it. */
function renew(world: World, subscription: Stripe.Subscription): void {
  const start = world.now()
  for (const entry of subscription.items.data) {
    entry.current_period_start = start
    entry.current_period_end = periodEnd(
      subscription.billing_cycle_anchor,
      entry.price.recurring?.interval ?? 'month',
      start,
    )
  }
  const previous = { status: subscription.status }
  const isUnpaid = subscription.status === 'unpaid'
  if (subscription.status === 'trialing') subscription.status = 'active'
  world.emit('customer.subscription.updated', subscription, previous)
  const invoice = makeInvoice(world, subscription, {
    reason: 'subscription_cycle',
    lines: subscription.items.data.map((entry) => ({
      amount: (entry.price.unit_amount ?? 0) * (entry.quantity ?? 1),
      start,
      end: entry.current_period_end,
      description: 'next period',
    })),
  })
  const behavior = subscription.pause_collection?.behavior
  if (behavior !== undefined) {
    invoice.status = { void: 'void', mark_uncollectible: 'uncollectible' }[textOf(behavior)] ?? 'draft'
    return
  }
  if (isUnpaid) {
    invoice.status = 'draft'
    return
  }
  if (!attempt(world, invoice, methodOf(world, subscription))) setStatus(world, subscription, 'past_due')
}

function endTrial(world: World, subscription: Stripe.Subscription): void {
  subscription.trial_end = world.now()
  if (methodOf(world, subscription) === undefined) endTrialWithoutCard(world, subscription)
  else renew(world, subscription)
}

function endTrialWithoutCard(world: World, subscription: Stripe.Subscription): void {
  const what = subscription.trial_settings?.end_behavior.missing_payment_method
  if (what === 'cancel') endSubscription(world, subscription, 'payment_failed')
  else if (what === 'pause') {
    subscription.status = 'paused'
    world.emit('customer.subscription.paused', subscription)
  } else renew(world, subscription)
}

export function methodOf(world: World, subscription: Stripe.Subscription): string | undefined {
  const customer = world.get<Stripe.Customer>('customer', subscription.customer as string)
  const method = subscription.default_payment_method ?? customer.invoice_settings.default_payment_method
  return (method as string | null) ?? undefined
}

export function endSubscription(world: World, subscription: Stripe.Subscription, reason: string): void {
  subscription.status = subscription.status === 'incomplete' ? 'incomplete_expired' : 'canceled'
  subscription.ended_at = world.now()
  subscription.canceled_at ??= world.now()
  subscription.cancellation_details = { comment: null, feedback: null, feedback_option: null, reason }
  world.emit('customer.subscription.deleted', subscription)
}

/** `POST /v1/subscriptions/:id`, as far as we ask for it. */
export function updateSubscription(world: World, subscription: Stripe.Subscription, params: Params): void {
  if (subscription.ended_at !== null) throw invalid('A canceled subscription cannot be updated')
  const { cancel_at_period_end: atEnd, cancel_at: at, default_payment_method: method, items } = params
  const [first] = subscription.items.data
  if (atEnd !== undefined) {
    subscription.cancel_at_period_end = textOf(atEnd) === 'true'
    subscription.cancel_at = subscription.cancel_at_period_end ? (first?.current_period_end ?? null) : null
    subscription.canceled_at = subscription.cancel_at_period_end ? world.now() : null
  }
  if (at !== undefined) subscription.cancel_at = at === '' ? null : Number(at)
  if (typeof method === 'string') subscription.default_payment_method = method
  if (params['trial_end'] === 'now') return endTrial(world, subscription)
  if (Array.isArray(items))
    changeItem(world, subscription, items[0] as Params, textOf(params['payment_behavior']))
  world.emit('customer.subscription.updated', subscription)
}

function changeItem(world: World, subscription: Stripe.Subscription, change: Params, behavior: string): void {
  const entry = subscription.items.data.find(({ id }) => id === change['id'])
  if (entry === undefined) throw invalid('No such subscription item', { param: 'items[0][id]' })
  const price = world.get<Stripe.Price>('price', textOf(change['price']))
  if (subscription.status === 'trialing') {
    entry.price = price
    return
  }
  const invoice = makeInvoice(world, subscription, {
    reason: 'subscription_update',
    lines: prorate(world, subscription, entry, price),
  })
  if (attempt(world, invoice, methodOf(world, subscription))) {
    applyChange(world, subscription, entry, price)
    return
  }
  if (behavior !== 'pending_if_incomplete') {
    // Changed, and owed
    applyChange(world, subscription, entry, price)
    setStatus(world, subscription, 'past_due')
    return
  }
  subscription.pending_update = {
    billing_cycle_anchor: null,
    expires_at: world.now() + 23 * 3600,
    subscription_items: [{ ...entry, price }],
    trial_end: null,
    trial_from_plan: null,
  } as unknown as Stripe.Subscription['pending_update']
}

/** What a change costs now: what is left of the old price goes back, the same time of the new one is paid. */
export function prorate(
  world: World,
  subscription: Stripe.Subscription,
  entry: Stripe.SubscriptionItem,
  price: Stripe.Price,
) {
  const { current_period_start: start, current_period_end: end } = entry
  const left = (end - world.now()) / (end - start)
  const now = world.now()
  const isSameInterval = price.recurring?.interval === entry.price.recurring?.interval
  const newEnd = isSameInterval ? end : periodEnd(now, price.recurring?.interval ?? 'month', now)
  const share = isSameInterval ? left : 1
  return [
    {
      amount: -Math.round((entry.price.unit_amount ?? 0) * left),
      start: now,
      end,
      description: 'unused time',
    },
    {
      amount: Math.round((price.unit_amount ?? 0) * share),
      start: now,
      end: newEnd,
      description: 'remaining time',
    },
  ]
}

export function preview(world: World, subscription: Stripe.Subscription, change: Params): Stripe.Invoice {
  const entry = subscription.items.data.find(({ id }) => id === change['id'])
  if (entry === undefined) throw invalid('No such subscription item')
  const price = world.get<Stripe.Price>('price', textOf(change['price']))
  const lines = subscription.status === 'trialing' ? [] : prorate(world, subscription, entry, price)
  return draftInvoice(world, subscription, { reason: 'subscription_update', lines })
}

function applyChange(
  world: World,
  subscription: Stripe.Subscription,
  entry: Stripe.SubscriptionItem,
  price: Stripe.Price,
): void {
  const interval = price.recurring?.interval ?? 'month'
  if (interval !== entry.price.recurring?.interval) {
    subscription.billing_cycle_anchor = world.now()
    entry.current_period_start = world.now()
    entry.current_period_end = periodEnd(world.now(), interval, world.now())
  }
  entry.price = price
}

/** An invoice was paid later: what waited for it happens. */
export function afterPayment(world: World, invoice: Stripe.Invoice): void {
  const id = invoice.parent?.subscription_details?.subscription as string | undefined
  if (id === undefined) return
  const subscription = world.get<Stripe.Subscription>('subscription', id)
  const pending = subscription.pending_update?.subscription_items?.[0]
  const entry = subscription.items.data.find((one) => one.id === pending?.id)
  if (pending !== undefined && entry !== undefined) {
    subscription.pending_update = null
    applyChange(world, subscription, entry, pending.price)
    world.emit('customer.subscription.pending_update_applied', subscription)
  }
  const isStillOpen = world
    .all<Stripe.Invoice>('invoice')
    .some((other) => other.status === 'open' && other.parent?.subscription_details?.subscription === id)
  if (!isStillOpen && ['past_due', 'unpaid', 'incomplete'].includes(subscription.status))
    setStatus(world, subscription, 'active')
}
