import type { Call } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { ask, StripeFailure } from './failure.ts'
import type { Shop } from './shop.ts'

/** Sessions of a customer that can still be paid, the newest first. */
export async function openSessions(
  shop: Shop,
  customer: string,
  call: Call,
): Promise<readonly Stripe.Checkout.Session[]> {
  const { sessions } = shop.stripe.checkout
  const { data } = await ask(
    'listing open checkouts',
    call,
    async () => await sessions.list({ customer, status: 'open', limit: 100 }),
  )
  return data
}

/** Closes sessions, so that nobody pays in one that was left open in another tab. */
export async function expireSessions(
  shop: Shop,
  sessions: readonly Stripe.Checkout.Session[],
  call: Call,
): Promise<void> {
  const expire = shop.stripe.checkout.sessions.expire.bind(shop.stripe.checkout.sessions)
  await Promise.all(
    sessions.map(async ({ id }) => {
      try {
        await ask('closing a checkout', call, async () => await expire(id))
      } catch (error) {
        // It was paid or ended in this moment; its own event tells of that
        if (!(error instanceof StripeFailure && ['invalid', 'missing'].includes(error.kind))) throw error
      }
    }),
  )
}

/** The address of the return with Stripe's own placeholder in it. */
export function withSessionId(returnUrl: string): string {
  return returnUrl.replaceAll('{ref}', '{CHECKOUT_SESSION_ID}')
}
