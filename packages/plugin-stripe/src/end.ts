import { BillingRefused, type Call } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { idOf } from './facts.ts'
import { ask, find } from './failure.ts'
import { expireSessions, openSessions } from './open-sessions.ts'
import type { Shop } from './shop.ts'

/** Ends a subscription with its period; one that waits for its first payment at once. Harmless to repeat. */
export async function cancelAtEnd(shop: Shop, ref: string, call: Call): Promise<void> {
  const { subscriptions } = shop.stripe
  const state = await read(shop, ref, call)
  if (isOver(state) || state.cancel_at_period_end) return
  if (state.status === 'incomplete') {
    await ask('ending a subscription', call, async () => await subscriptions.cancel(ref))
    return
  }
  await ask(
    'cancelling a subscription',
    call,
    async () => await subscriptions.update(ref, { cancel_at_period_end: true }),
  )
}

/** Takes a cancellation back, by whatever it was made. What was opened to follow it cannot be paid any more. */
export async function resume(shop: Shop, ref: string, call: Call): Promise<void> {
  const state = await read(shop, ref, call)
  if (isOver(state)) throw new BillingRefused('not-possible', 'The subscription is over.')
  if (!state.cancel_at_period_end && state.cancel_at === null) return
  const open = await openSessions(shop, idOf(state.customer), call)
  await expireSessions(
    shop,
    open.filter(({ mode }) => mode === 'subscription'),
    call,
  )
  await ask(
    'resuming a subscription',
    call,
    async () =>
      await shop.stripe.subscriptions.update(
        ref,
        state.cancel_at_period_end ? { cancel_at_period_end: false } : { cancel_at: '' },
      ),
  )
}

/**
 * Ends it at once, for an account that is closed. Nothing more is billed and nothing is credited; a checkout that is
 * open in a tab cannot be paid any more. Invoices stay, as tax law wants them.
 */
export async function close(shop: Shop, ref: string, call: Call): Promise<void> {
  const { subscriptions } = shop.stripe
  const state = await find('reading a subscription', call, async () => await subscriptions.retrieve(ref))
  if (state === undefined) return
  if (!isOver(state)) {
    await find(
      'ending a subscription',
      call,
      async () => await subscriptions.cancel(ref, { invoice_now: false, prorate: false }),
    )
  }
  await expireSessions(shop, await openSessions(shop, idOf(state.customer), call), call)
}

async function read(shop: Shop, ref: string, call: Call): Promise<Stripe.Subscription> {
  return await ask('reading a subscription', call, async () => await shop.stripe.subscriptions.retrieve(ref))
}

function isOver({ status }: Stripe.Subscription): boolean {
  return status === 'canceled' || status === 'incomplete_expired'
}
