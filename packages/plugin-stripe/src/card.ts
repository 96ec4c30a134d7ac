import { BillingRefused, type Billing, type Call } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { z } from 'zod'
import { accountKey, customerOf } from './customer.ts'
import { idOf } from './facts.ts'
import { ask, StripeFailure } from './failure.ts'
import { openSessions, withSessionId } from './open-sessions.ts'
import type { Shop } from './shop.ts'

type CardOrder = Parameters<NonNullable<Billing['card']>>[0]

const taken = z.object({ session: z.string(), created: z.number() })
const cardKey = (shop: Shop) => `card:${shop.settings.mode}`

/** Opens a page of Checkout on which the buyer gives another card. Asked twice, it is the same page. */
export async function openCard(shop: Shop, order: CardOrder, call: Call): Promise<{ readonly url: string }> {
  const { subscriptions, checkout } = shop.stripe
  return await shop.records.alone(order.account, async () => {
    const {
      customer,
      currency,
      ended_at: endedAt,
    } = await ask('reading a subscription', call, async () => await subscriptions.retrieve(order.ref))
    if (endedAt !== null) throw new BillingRefused('not-possible', 'The subscription is over.')
    if (idOf(customer) !== (await customerOf(shop, order.account)))
      throw new Error(`Stripe's subscription ${order.ref} does not belong to account ${order.account}`)
    const success = withSessionId(order.returnUrl)
    const open = await openSessions(shop, idOf(customer), call)
    const same = open.find(
      (session) =>
        session.mode === 'setup' &&
        session.success_url === success &&
        session.metadata?.['subscription'] === order.ref,
    )
    if (same?.url) return { url: same.url }
    const metadata = { [accountKey]: order.account, subscription: order.ref }
    const { url } = await ask(
      'opening a page for a card',
      call,
      async () =>
        await checkout.sessions.create({
          mode: 'setup',
          customer: idOf(customer),
          currency,
          client_reference_id: order.account,
          metadata,
          setup_intent_data: { metadata },
          success_url: success,
          cancel_url: order.cancelUrl,
        }),
    )
    if (url === null) throw new Error('Stripe gave no address for the page of a card')
    return { url }
  })
}

/**
 * Takes the card of a complete session into use, and pays with it what is open. Returns the subscription.
 *
 * Only once, and never after a later one: the word of a session may come three days late.
 */
export async function completeCard(
  shop: Shop,
  session: Stripe.Checkout.Session,
  call: Call,
): Promise<string | undefined> {
  const { [accountKey]: account, subscription } = session.metadata ?? {}
  const { customer, setup_intent: intent } = session
  if (account === undefined || subscription === undefined || customer === null) return undefined
  if (idOf(customer) !== (await customerOf(shop, account))) return undefined
  const method = intent === null || typeof intent === 'string' ? null : intent.payment_method
  if (method === null) return subscription
  await shop.records.alone(account, async () => {
    const last = taken.safeParse(await shop.records.get(account, cardKey(shop))).data
    if (last !== undefined && last.created >= session.created) return
    await takeIntoUse(shop, { customer: idOf(customer), subscription, method: idOf(method) }, call)
    await payOpen(shop, { subscription, method: idOf(method), session: session.id }, call)
    await shop.records.set(account, cardKey(shop), { session: session.id, created: session.created })
  })
  return subscription
}

async function takeIntoUse(
  shop: Shop,
  {
    customer,
    subscription,
    method,
  }: { readonly customer: string; readonly subscription: string; readonly method: string },
  call: Call,
): Promise<void> {
  const { customers, subscriptions } = shop.stripe
  await ask(
    'changing the card of a customer',
    call,
    async () => await customers.update(customer, { invoice_settings: { default_payment_method: method } }),
  )
  const state = await ask(
    'reading a subscription',
    call,
    async () => await subscriptions.retrieve(subscription),
  )
  if (state.ended_at !== null) return
  await ask(
    'changing the card of a subscription',
    call,
    async () => await subscriptions.update(subscription, { default_payment_method: method }),
  )
}

/** A card that is declined here leaves everything as it was: Stripe goes on trying, and the page to pay on stays. */
async function payOpen(
  shop: Shop,
  {
    subscription,
    method,
    session,
  }: { readonly subscription: string; readonly method: string; readonly session: string },
  call: Call,
): Promise<void> {
  const { invoices } = shop.stripe
  const { data } = await ask(
    'listing open invoices',
    call,
    async () => await invoices.list({ subscription, status: 'open', limit: 100 }),
  )
  for (const { id } of data.toReversed()) {
    try {
      await ask(
        'paying an invoice',
        call,
        async () =>
          await invoices.pay(id, { payment_method: method }, { idempotencyKey: `pay:${session}:${id}` }),
      )
    } catch (error) {
      const isTheCards = error instanceof StripeFailure && ['declined', 'invalid'].includes(error.kind)
      if (!isTheCards) throw error
      shop.log.info(`Invoice ${id} of ${subscription} could not be paid with the new card: ${error.message}`)
    }
  }
}
