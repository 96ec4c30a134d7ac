import type { Call, CheckoutOrder } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { accountKey, ensureCustomer } from './customer.ts'
import { ask } from './failure.ts'
import { expireSessions, openSessions, withSessionId } from './open-sessions.ts'
import { nameKey, priceOf } from './price.ts'
import { subscriptionsOf } from './ref.ts'
import { assertNothingRuns } from './running.ts'
import type { Shop } from './shop.ts'

/** A session ends after 24 hours; nobody is sent to one that may close while they type. */
const leastLeftMs = 10 * 60_000

/**
 * Opens a page of Stripe Checkout, one at a time for an account: asked again for the same, it gives the page that is
 * open; asked for something else, it closes the one before.
 */
export async function openCheckout(
  shop: Shop,
  order: CheckoutOrder,
  call: Call,
): Promise<{ readonly url: string }> {
  const price = await priceOf(shop, order, call)
  return await shop.records.alone(order.account, async () => {
    const customer = await ensureCustomer(shop, order, call)
    const [open, before] = await Promise.all([
      openSessions(shop, customer, call),
      subscriptionsOf(shop, customer, call),
    ])
    await assertNothingRuns(shop, before, call)
    const hadTrial = before.some(({ trial_start: trial }) => trial !== null)
    const wanted = sessionOf(shop, order, {
      customer,
      price,
      trialDays: hadTrial ? undefined : order.trialDays,
    })
    const offers = open.filter(({ mode }) => mode === 'subscription')
    const same = offers.find((session) => isFor(session, wanted))
    await expireSessions(
      shop,
      offers.filter((session) => session !== same),
      call,
    )
    if (same?.url) return { url: same.url }
    const { url } = await ask(
      'opening a checkout',
      call,
      async () => await shop.stripe.checkout.sessions.create(wanted),
    )
    if (url === null) throw new Error('Stripe gave no address for a checkout')
    return { url }
  })
}

function isFor(session: Stripe.Checkout.Session, wanted: Stripe.Checkout.SessionCreateParams): boolean {
  return (
    ['price', 'trial'].every((key) => session.metadata?.[key] === sessionMetadata(wanted)[key]) &&
    session.success_url === wanted.success_url &&
    session.cancel_url === wanted.cancel_url &&
    session.expires_at * 1000 > Date.now() + leastLeftMs
  )
}

function sessionMetadata({ metadata }: Stripe.Checkout.SessionCreateParams): Stripe.MetadataParam {
  return typeof metadata === 'object' && metadata !== null ? metadata : {}
}

/** No name and no address: Checkout asks the buyer itself, and what it learns stays there. */
function sessionOf(
  { settings }: Shop,
  order: CheckoutOrder,
  more: {
    readonly customer: string
    readonly price: Stripe.Price
    readonly trialDays: number | undefined
  },
): Stripe.Checkout.SessionCreateParams {
  const { customer, price, trialDays } = more
  const whose = { [accountKey]: order.account }
  return {
    mode: 'subscription',
    customer,
    client_reference_id: order.account,
    line_items: [{ price: price.id, quantity: 1 }],
    metadata: { ...whose, price: price.id, trial: String(trialDays ?? 0), [nameKey]: order.price },
    subscription_data: {
      metadata: whose,
      ...(trialDays === undefined
        ? {}
        : {
            trial_period_days: trialDays,
            trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
          }),
    },
    success_url: withSessionId(order.returnUrl),
    cancel_url: order.cancelUrl,
    ...(settings.promotionCodes ? { allow_promotion_codes: true } : {}),
    ...(settings.automaticTax
      ? { automatic_tax: { enabled: true }, customer_update: { address: 'auto' as const } }
      : {}),
    ...(settings.termsOfService ? { consent_collection: { terms_of_service: 'required' as const } } : {}),
  }
}
