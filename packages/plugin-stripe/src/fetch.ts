import type { Call, Subscription } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { completeCard } from './card.ts'
import { accountKey, isCustomerOf } from './customer.ts'
import { idOf, readFacts } from './facts.ts'
import { find } from './failure.ts'
import { isNamed } from './price.ts'
import { kindOfRef, subscriptionOfRef } from './ref.ts'
import type { Shop } from './shop.ts'
import { subscriptionOf, tierItems } from './subscription.ts'

/**
 * What Stripe says now of the subscription that a ref leads to. May be asked as often as one likes: it changes nothing
 * but for a new card, which is taken into use once.
 *
 * Undefined with a warning for what is not ours: another deployment may share the account at Stripe.
 */
export async function fetchSubscription(
  shop: Shop,
  ref: string,
  call: Call,
): Promise<Subscription | undefined> {
  const id =
    kindOfRef(ref) === 'session'
      ? await subscriptionOfSession(shop, ref, call)
      : await subscriptionOfRef(shop, ref, call)
  if (id === undefined) return undefined
  const facts = await readFacts(shop, id, call)
  if (facts === undefined) return undefined
  const account = await accountOf(shop, facts.subscription)
  if (account === undefined) return undefined
  warnOfItems(shop, facts.subscription)
  return subscriptionOf(facts, account)
}

/** Whose a subscription is: by the customer, and only if our own record says so too. */
async function accountOf(shop: Shop, subscription: Stripe.Subscription): Promise<string | undefined> {
  const { id, customer, livemode } = subscription
  const isDeleted = typeof customer === 'string' || customer.deleted === true
  // A deleted customer says nothing any more
  const account = (isDeleted ? undefined : customer.metadata[accountKey]) ?? subscription.metadata[accountKey]
  const isOurs =
    account !== undefined &&
    livemode === (shop.settings.mode === 'live') &&
    (await isCustomerOf(shop, account, idOf(customer)))
  if (isOurs) return account
  shop.log.warn(
    `Stripe's subscription ${id} of customer ${idOf(customer)} belongs to no account here: it is ignored`,
  )
  return undefined
}

/** The subscription of a session that is complete; a new card that was given in it is taken into use. */
async function subscriptionOfSession(shop: Shop, ref: string, call: Call): Promise<string | undefined> {
  const { sessions } = shop.stripe.checkout
  const session = await find(
    'reading a checkout',
    call,
    async () => await sessions.retrieve(ref, { expand: ['setup_intent'] }),
  )
  if (session === undefined || session.status !== 'complete') return undefined
  if (session.mode === 'setup') return await completeCard(shop, session, call)
  return session.mode === 'subscription' && session.subscription !== null
    ? idOf(session.subscription)
    : undefined
}

function warnOfItems(shop: Shop, subscription: Stripe.Subscription): void {
  const [item] = tierItems(subscription)
  if (item === undefined)
    shop.log.warn(`Stripe's subscription ${subscription.id} buys nothing: it has no item`)
  else if (!isNamed(item.price))
    shop.log.warn(`Stripe's subscription ${subscription.id} is for ${item.price.id}, which has no lookup key`)
}
