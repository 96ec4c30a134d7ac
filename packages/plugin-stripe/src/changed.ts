import type { Call } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { changingEvents, newsOf } from './events.ts'
import { ask } from './failure.ts'
import type { Shop } from './shop.ts'

/** Stripe keeps events for 30 days; what is nearly as old may be gone while it is read. */
const eventsReachMs = 29 * 86_400_000
/** For so long Stripe tries to deliver an event. */
const deliveryMs = 3 * 86_400_000

/**
 * Refs of what may have changed since: by the events of that time, whether they were delivered or not, since an endpoint
 * may be missing or know too few of them; by those of the three days before that were never delivered; and by the list
 * of new subscriptions. Where events do not reach back so far, by the list of all subscriptions there ever were.
 */
export async function changedSince(
  shop: Shop,
  since: Date,
  call: Call,
  now = new Date(),
): Promise<readonly string[]> {
  const { subscriptions, events } = shop.stripe
  const start = seconds(since)
  const reachesBack = now.getTime() - since.getTime() < eventsReachMs
  const read = async <T>(what: string, list: () => AsyncIterable<T>, of: (entry: T) => string | undefined) =>
    await ask(what, call, async () => {
      const refs: string[] = []
      for await (const entry of list()) {
        call.signal.throwIfAborted()
        const ref = of(entry)
        if (ref !== undefined) refs.push(ref)
      }
      return refs
    })
  const ofEvents = async (params: Stripe.EventListParams) =>
    await read(
      'listing events',
      () => events.list({ types: [...changingEvents], limit: 100, ...params }),
      (event) => newsOf(event).ref,
    )
  const ofSubscriptions = async (params: Stripe.SubscriptionListParams) =>
    await read(
      'listing subscriptions',
      () => subscriptions.list({ status: 'all', limit: 100, ...params }),
      ({ id }) => id,
    )
  const found = reachesBack
    ? await Promise.all([
        ofSubscriptions({ created: { gte: start } }),
        ofEvents({ created: { gte: start } }),
        ofEvents({ created: { gte: start - deliveryMs / 1000, lt: start }, delivery_success: false }),
      ])
    : [await ofSubscriptions({})]
  return [...new Set(found.flat())]
}

const seconds = (date: Date) => Math.max(0, Math.floor(date.getTime() / 1000))
