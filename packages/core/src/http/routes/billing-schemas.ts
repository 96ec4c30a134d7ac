import { z } from 'zod'

/* What the routes of billing answer, for the OpenAPI document. */

const time = z.iso.datetime()
/** `period` is what the subscriber pays for at once. */
export const per = z.enum(['day', 'month', 'period'])

/** In the currency's smallest unit: 1499 with exponent 2 is 14.99; below zero it is a credit. */
const amount = z.object({ amount: z.int(), currency: z.string(), exponent: z.int() })
const price = amount.extend({ interval: z.enum(['day', 'week', 'month', 'year']) })

const tierReply = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  price,
  /** So many days are free for a new subscriber. */
  trialDays: z.int().nullable(),
  features: z.array(z.object({ id: z.string(), limit: z.int().optional(), per: per.optional() })),
})

export const tiersReply = z.object({
  tiers: z.array(tierReply),
  /** Whether somebody can buy here by oneself. */
  canBuy: z.boolean(),
})

/** There is one as soon as anything was ever bought or given; `openUntil` says whether it opens anything. */
export const subscriptionReply = z
  .object({
    /** What is bought; null where the provider names something that is not sold here. */
    tier: z.object({ id: z.string(), name: z.string() }).nullable(),
    status: z.enum(['trial', 'active', 'past-due', 'unpaid', 'paused', 'pending', 'ended', 'unknown']),
    from: time.nullable(),
    until: time,
    /** It is cancelled and runs until `until`. */
    ends: z.boolean(),
    /** How long the account may use what it has, as things stand; null: nothing is open now. */
    openUntil: time.nullable(),
    /** Since when a payment is due. */
    dueSince: time.nullable(),
    /** Where to pay what is due. */
    payUrl: z.string().nullable(),
    frozen: z.enum(['refunded', 'disputed']).nullable(),
    /** Null where nothing is paid for it. */
    price: price.nullable(),
    features: z.array(
      z.object({
        id: z.string(),
        used: z.int(),
        limit: z.int().nullable(),
        per,
        /** When nothing of it is used again. */
        until: time,
      }),
    ),
    can: z.object({
      cancel: z.boolean(),
      resume: z.boolean(),
      change: z.boolean(),
      card: z.boolean(),
      invoices: z.boolean(),
    }),
  })
  .nullable()

/** A page of the provider to go to. */
export const pageReply = z.object({ url: z.string() })

export const previewReply = z.object({ due: amount, until: time })

export const changedReply = z.object({
  /** Where the buyer has to agree first; null: it is done. */
  url: z.string().nullable(),
  subscription: subscriptionReply,
})

export const invoicesReply = z.object({
  invoices: z.array(
    z.object({
      id: z.string(),
      at: time,
      total: amount,
      status: z.enum(['paid', 'open', 'void']),
      /** Where it can be seen, paid or printed. */
      url: z.string().nullable(),
    }),
  ),
})

export type SubscriptionReply = z.output<typeof subscriptionReply>
