import { z } from 'zod'
import { openCheckout } from '../../entitlement/checkout.ts'
import { cancelSubscription, resumeSubscription } from '../../entitlement/end-subscription.ts'
import {
  applySubscription,
  askBilling,
  findSubscription,
  readEntitlement,
} from '../../entitlement/subscriptions.ts'
import { offerOf } from '../../entitlement/tiers.ts'
import { PlatformError } from '../../platform-error.ts'
import { defineRoute, type Route } from '../route.ts'
import type { Services } from '../services.ts'
import { requireAdult } from './access.ts'
import { me } from './me.ts'
import { meReply, subscriptionReply, tierReply } from './reply-schemas.ts'
import { subscriptionView } from './subscription-view.ts'

/** What is sold, buying it, and ending it. */
export function billingRoutes(services: Services): readonly Route[] {
  const { database, tiers, publicUrl } = services
  const slotNamed = (name?: string) => {
    const slot = services.slots.billings.find((entry) => name === undefined || entry.name === name)
    if (slot === undefined) throw new PlatformError('unavailable', 'No plugin fills the slot billing')
    return slot
  }
  const view = async (account: string) =>
    await subscriptionView(services, account, await readEntitlement(database.knex, account, tiers.current))

  return [
    defineRoute({
      method: 'GET',
      path: '/v1/tiers',
      summary: 'The tiers on offer',
      access: 'public',
      reply: { status: 200, schema: z.object({ tiers: z.array(tierReply) }) },
      handle: () => ({ body: { tiers: offerOf(tiers.current) } }),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/checkout',
      summary: 'Open a checkout for a tier',
      access: 'session',
      body: z.object({ tier: z.string().min(1).max(40) }),
      reply: { status: 200, schema: z.object({ url: z.string() }) },
      async handle({ account, body, standing }) {
        requireAdult(standing)
        return {
          body: await openCheckout(
            { database, tiers: tiers.current, slot: slotNamed(), publicUrl },
            account,
            body.tier,
          ),
        }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/checkout/return',
      summary: 'Come back from a checkout; the same path as the provider’s webhook',
      access: 'session',
      body: z.object({ ref: z.string().min(1).max(500) }),
      reply: { status: 200, schema: meReply },
      async handle(request) {
        const slot = slotNamed()
        const { ref } = request.body
        const state = await askBilling(
          `return:${ref}`,
          async (call) => await slot.billing.fetch(ref, call),
        ).catch((cause: unknown) => {
          throw new PlatformError('not-found', 'There is no such checkout, or it is not paid yet', { cause })
        })
        if (state?.account !== request.account)
          throw new PlatformError('not-found', 'There is no such checkout')
        await applySubscription(database, slot, ref)
        return { body: await me(services, request) }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/subscription',
      summary: 'The running subscription and what was used of it',
      access: 'session',
      reply: { status: 200, schema: subscriptionReply },
      handle: async ({ account }) => ({ body: await view(account) }),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/subscription/cancel',
      summary: 'End the subscription with its period',
      access: 'session',
      reply: { status: 200, schema: subscriptionReply },
      async handle({ account }) {
        const { plugin, ref } = await findSubscription(database, account)
        await cancelSubscription(database, slotNamed(plugin), { account, ref })
        return { body: await view(account) }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/subscription/resume',
      summary: 'Take a cancellation back before the period ends',
      access: 'session',
      reply: { status: 200, schema: subscriptionReply },
      async handle({ account }) {
        const { plugin, ref } = await findSubscription(database, account)
        await resumeSubscription(database, slotNamed(plugin), { account, ref })
        return { body: await view(account) }
      },
    }),
  ]
}
