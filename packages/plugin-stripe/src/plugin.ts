import { BillingRefused, definePlugin, type Billing, type Call, type ListedPrice } from '@parlor/plugin-kit'
import { openCard } from './card.ts'
import { change, preview } from './change.ts'
import { changedSince } from './changed.ts'
import { openCheckout } from './checkout.ts'
import { stripeClient } from './client.ts'
import { config } from './config.ts'
import { cancelAtEnd, close, resume } from './end.ts'
import { ask, StripeFailure } from './failure.ts'
import { fetchSubscription } from './fetch.ts'
import { listInvoices } from './invoices.ts'
import { listedPrice } from './price.ts'
import { sell } from './sell.ts'
import type { Shop } from './shop.ts'
import { webhookOf } from './webhook.ts'

const checkMs = 5_000

/**
 * Billing by Stripe: Checkout, subscriptions, invoices and signed webhooks. Needs a restricted key and no page of
 * Stripe's but Checkout and the hosted invoice.
 *
 * Nothing that an event says is believed: it only tells what to fetch. A key that Stripe refuses stops the start, a
 * Stripe that is not there only warns.
 */
export const stripe = definePlugin({
  name: 'stripe',
  api: 1,
  config,
  async setup(host, settings) {
    const client = stripeClient(settings)
    host.onClose(client.close)
    const shop: Shop = { stripe: client.stripe, settings, records: host.records, log: host.log }
    if (settings.webhookSecrets.length === 0)
      host.log.warn('Stripe has no webhook secret here: what happens there is seen late, by reconciliation')
    await checkKey(shop, host.signal)
    return { billing: billingOf(shop) }
  },
})

function billingOf(shop: Shop): Billing {
  return {
    checkout: async (order, call) => await orDeclined(async () => await openCheckout(shop, order, call)),
    fetch: async (ref, call) => await fetchSubscription(shop, ref, call),
    cancel: async (ref, call) => await cancelAtEnd(shop, ref, call),
    resume: async (ref, call) => await resume(shop, ref, call),
    change: async (ref, to, call) => await orDeclined(async () => await change(shop, ref, to, call)),
    preview: async (ref, to, call) => await preview(shop, ref, to, call),
    card: async (order, call) => await orDeclined(async () => await openCard(shop, order, call)),
    invoices: async (ref, call) => await listInvoices(shop, ref, call),
    close: async (ref, call) => await close(shop, ref, call),
    prices: async (call) => await listPrices(shop, call),
    sell: async (offers, options, call) => await sell(shop, offers, options, call),
    changed: async (since, call) => await changedSince(shop, since, call),
    webhook: webhookOf(shop),
  }
}

/** A card that gives no money is nothing that passes. */
async function orDeclined<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (cause) {
    if (!(cause instanceof StripeFailure && cause.kind === 'declined')) throw cause
    throw new BillingRefused('declined', 'The card was declined.', { cause })
  }
}

async function listPrices({ stripe }: Shop, call: Call): Promise<readonly ListedPrice[]> {
  const list = async () =>
    await stripe.prices
      .list({ active: true, type: 'recurring', limit: 100, expand: ['data.product'] })
      .autoPagingToArray({ limit: 10_000 })
  return (await ask('listing prices', call, list)).flatMap((price) => listedPrice(price) ?? [])
}

async function checkKey(shop: Shop, outer: AbortSignal): Promise<void> {
  outer.throwIfAborted()
  const own = new AbortController()
  const follow = () => own.abort(outer.reason)
  const timer = setTimeout(() => own.abort(new Error(`no answer within ${checkMs} ms`)), checkMs)
  outer.addEventListener('abort', follow, { once: true })
  try {
    await ask(
      'reading prices',
      { key: 'check', signal: own.signal },
      async () => await shop.stripe.prices.list({ limit: 1 }, { maxNetworkRetries: 0 }),
    )
  } catch (error) {
    if (error instanceof StripeFailure && error.kind === 'unauthorized')
      throw new Error('Stripe does not accept the key', { cause: error })
    shop.log.warn(`Stripe could not be asked (${error instanceof Error ? error.message : 'no answer'})`)
  } finally {
    clearTimeout(timer)
    outer.removeEventListener('abort', follow)
  }
}
