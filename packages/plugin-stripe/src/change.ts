import { BillingRefused, type Call, type Money, type Offer } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { readFacts } from './facts.ts'
import { ask } from './failure.ts'
import { frozenBy } from './frozen.ts'
import { moneyOf } from './money.ts'
import { priceOf } from './price.ts'
import type { Shop } from './shop.ts'
import { tierItems } from './subscription.ts'

/**
 * Changes what is bought, now, and bills or credits the difference.
 *
 * Nothing changes until the difference is paid: where the card is declined or its bank asks the buyer, the change waits
 * for a day at Stripe, and `url` is the page on which it is paid.
 */
export async function change(
  shop: Shop,
  ref: string,
  to: Offer,
  call: Call,
): Promise<{ readonly url?: string }> {
  const { subscriptions } = shop.stripe
  const { item, price } = await swap(shop, ref, to, call)
  if (item.price.id === price.id) return {}
  const facts = await readFacts(shop, ref, call)
  if (facts === undefined || frozenBy(facts.charges, facts.disputes) !== undefined)
    throw new BillingRefused('not-possible', 'The last payment was given back or is disputed.')
  const changed = await ask(
    'changing a subscription',
    call,
    async () =>
      await subscriptions.update(ref, {
        items: [{ id: item.id, price: price.id }],
        proration_behavior: 'always_invoice',
        payment_behavior: 'pending_if_incomplete',
        expand: ['latest_invoice'],
      }),
  )
  const { latest_invoice: invoice, pending_update: pending } = changed
  if (pending === null) return {}
  const url = invoice === null || typeof invoice === 'string' ? undefined : invoice.hosted_invoice_url
  if (url === undefined || url === null)
    throw new Error(`The change of ${ref} waits for a payment, and Stripe gave no page to pay on`)
  return { url }
}

/** What `change` would bill now. */
export async function preview(
  shop: Shop,
  ref: string,
  to: Offer,
  call: Call,
): Promise<{ readonly due: Money; readonly until: Date }> {
  const { item, price } = await swap(shop, ref, to, call)
  if (item.price.id === price.id)
    return { due: moneyOf(0, price.currency), until: new Date(item.current_period_end * 1000) }
  const invoice = await ask(
    'previewing a change',
    call,
    async () =>
      await shop.stripe.invoices.createPreview({
        subscription: ref,
        subscription_details: {
          items: [{ id: item.id, price: price.id }],
          proration_behavior: 'always_invoice',
        },
      }),
  )
  const ends = invoice.lines.data.map(({ period }) => period.end)
  return {
    // What was credited before is used up first
    due: moneyOf(invoice.total < 0 ? invoice.total : invoice.amount_due, invoice.currency),
    until: new Date(Math.max(item.current_period_start, ...ends) * 1000),
  }
}

async function swap(
  shop: Shop,
  ref: string,
  to: Offer,
  call: Call,
): Promise<{ readonly item: Stripe.SubscriptionItem; readonly price: Stripe.Price }> {
  const [subscription, price] = await Promise.all([
    ask('reading a subscription', call, async () => await shop.stripe.subscriptions.retrieve(ref)),
    priceOf(shop, to, call),
  ])
  const [item] = tierItems(subscription)
  if (item === undefined || subscription.ended_at !== null)
    throw new BillingRefused('not-possible', 'There is no subscription that could be changed.')
  // The time that is left of a period is credited: it must have been paid
  if (!['active', 'trialing'].includes(subscription.status))
    throw new BillingRefused('not-possible', 'What is due has to be paid first.')
  return { item, price }
}
