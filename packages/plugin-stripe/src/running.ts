import { BillingRefused, type Call } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { idOf } from './facts.ts'
import { ask, find } from './failure.ts'
import type { Shop } from './shop.ts'

/**
 * Refuses a second subscription. One that is cancelled runs out, and may be followed by another. One whose first payment
 * is on its way through a bank is waited for; where that failed it is ended, since Stripe would keep it for 23 hours.
 */
export async function assertNothingRuns(
  shop: Shop,
  subscriptions: readonly Stripe.Subscription[],
  call: Call,
): Promise<void> {
  if (subscriptions.some(isRunning))
    throw new BillingRefused('not-possible', 'There is a subscription already.')
  for (const subscription of subscriptions.filter(({ status }) => status === 'incomplete')) {
    if (await isOnItsWay(shop, subscription, call))
      throw new BillingRefused('not-possible', 'A payment is on its way: it takes some days.')
    const end = shop.stripe.subscriptions.cancel.bind(shop.stripe.subscriptions)
    await find('ending what was not paid', call, async () => await end(subscription.id))
  }
}

function isRunning(subscription: Stripe.Subscription): boolean {
  if (subscription.cancel_at_period_end || subscription.cancel_at !== null) return false
  return ['trialing', 'active', 'past_due'].includes(subscription.status)
}

async function isOnItsWay(
  shop: Shop,
  { latest_invoice: invoice }: Stripe.Subscription,
  call: Call,
): Promise<boolean> {
  if (invoice === null) return false
  const { data } = await ask(
    'looking after a payment',
    call,
    async () =>
      await shop.stripe.invoicePayments.list({
        invoice: idOf(invoice),
        expand: ['data.payment.payment_intent'],
      }),
  )
  return data.some(
    ({ payment: { payment_intent: intent } }) => typeof intent === 'object' && intent.status === 'processing',
  )
}
