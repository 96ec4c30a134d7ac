import { z } from 'zod'
import { amountOf } from '../../entitlement/amount.ts'
import { applySubscription } from '../../entitlement/apply-subscription.ts'
import { openCardPage } from '../../entitlement/card.ts'
import { changeTier, previewChange } from '../../entitlement/change-tier.ts'
import { openCheckout, sellerOf } from '../../entitlement/checkout.ts'
import { cancelSubscription, resumeSubscription } from '../../entitlement/end-subscription.ts'
import { readInvoices } from '../../entitlement/invoices.ts'
import { offerOf } from '../../entitlement/tiers.ts'
import { PlatformError } from '../../platform-error.ts'
import { defineRoute, type Route } from '../route.ts'
import type { Services } from '../services.ts'
import { requireAdult } from './access.ts'
import {
  changedReply,
  invoicesReply,
  pageReply,
  previewReply,
  subscriptionReply,
  tiersReply,
} from './billing-schemas.ts'
import { me } from './me.ts'
import { meReply } from './reply-schemas.ts'
import { readSubscriptionView } from './subscription-view.ts'

const tierBody = z.object({ tier: z.string().min(1).max(40) })

/** What is sold, buying it, and all that a buyer may do with it. */
export function billingRoutes(services: Services): readonly Route[] {
  const { billing } = services
  const view = async (account: string) => await readSubscriptionView(billing, account)

  return [
    defineRoute({
      method: 'GET',
      path: '/v1/tiers',
      summary: 'The tiers on offer, and whether one can buy them here by oneself',
      access: 'public',
      reply: { status: 200, schema: tiersReply },
      handle: () => ({
        body: {
          tiers: offerOf(billing.tiers.current),
          canBuy: sellerOf(billing.billings) !== undefined,
        },
      }),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/checkout',
      summary: 'Open a checkout for a tier; a second click gives the same one',
      access: 'session',
      body: tierBody,
      reply: { status: 200, schema: pageReply },
      async handle({ account, user, body, standing }) {
        requireAdult(standing)
        const buyer = { account, ...(user === undefined ? {} : { email: user.email }) }
        return { body: await openCheckout(billing, buyer, body.tier) }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/checkout/return',
      summary: 'Come back from a page of the provider; the same path as its webhook',
      access: 'session',
      body: z.object({ ref: z.string().min(1).max(500) }),
      reply: { status: 200, schema: meReply },
      async handle(request) {
        const slot = sellerOf(billing.billings)
        if (slot === undefined) throw new PlatformError('not-found', 'There is no such checkout')
        await applySubscription(billing, slot, request.body.ref, { account: request.account })
        return { body: await me(services, request) }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/subscription',
      summary: 'The subscription as it stands, what was used of it, and what can be done with it',
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
        await cancelSubscription(billing, account)
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
        await resumeSubscription(billing, account)
        return { body: await view(account) }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/subscription/change/preview',
      summary: 'What a change of tier would bill at once; below zero: what is credited',
      access: 'session',
      body: tierBody,
      reply: { status: 200, schema: previewReply },
      async handle({ account, body }) {
        const { due, until } = await previewChange(billing, account, body.tier)
        return { body: { due: amountOf(due), until: until.toISOString() } }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/subscription/change',
      summary: 'Change the tier at once; with a url, the buyer has to agree there first',
      access: 'session',
      body: tierBody,
      reply: { status: 200, schema: changedReply },
      async handle({ account, body, standing }) {
        requireAdult(standing)
        const { url = null } = await changeTier(billing, account, body.tier)
        return { body: { url, subscription: await view(account) } }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/subscription/card',
      summary: 'Open a page on which another card can be given',
      access: 'session',
      reply: { status: 200, schema: pageReply },
      handle: async ({ account }) => ({ body: await openCardPage(billing, account) }),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/invoices',
      summary: 'The account’s invoices, newest first',
      access: 'session',
      reply: { status: 200, schema: invoicesReply },
      async handle({ account }) {
        const invoices = await readInvoices(billing, account)
        return {
          body: {
            invoices: invoices.map(({ id, at, total, status, url = null }) => ({
              id,
              at: at.toISOString(),
              total: amountOf(total),
              status,
              url,
            })),
          },
        }
      },
    }),
  ]
}
