import type { Call } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { idOf } from './facts.ts'
import { ask, find } from './failure.ts'
import type { Shop } from './shop.ts'

/**
 * The subscription that an id of Stripe's leads to: `sub_`, an invoice, a payment, a charge, a refund, a dispute or a
 * customer. Undefined where it leads to none. Sessions of Checkout are another matter: they have to be completed.
 */
export async function subscriptionOfRef(shop: Shop, ref: string, call: Call): Promise<string | undefined> {
  const { stripe } = shop
  switch (kindOfRef(ref)) {
    case 'subscription':
      return ref
    case 'invoice': {
      const invoice = await find('reading an invoice', call, async () => await stripe.invoices.retrieve(ref))
      return invoice && subscriptionOfInvoice(invoice)
    }
    case 'payment':
      return await subscriptionOfPayment(shop, ref, call)
    case 'charge': {
      const charge = await find('reading a charge', call, async () => await stripe.charges.retrieve(ref))
      return await subscriptionOfPayment(shop, charge?.payment_intent, call)
    }
    case 'refund': {
      const refund = await find('reading a refund', call, async () => await stripe.refunds.retrieve(ref))
      return await subscriptionOfPayment(shop, refund?.payment_intent, call)
    }
    case 'dispute': {
      const dispute = await find('reading a dispute', call, async () => await stripe.disputes.retrieve(ref))
      return await subscriptionOfPayment(shop, dispute?.payment_intent, call)
    }
    case 'customer':
      return await subscriptionOfCustomer(shop, ref, call)
    default:
      return undefined
  }
}

type RefKind =
  | 'session'
  | 'subscription'
  | 'invoice'
  | 'payment'
  | 'charge'
  | 'refund'
  | 'dispute'
  | 'customer'

const kinds: Readonly<Record<string, RefKind>> = {
  cs: 'session',
  sub: 'subscription',
  in: 'invoice',
  pi: 'payment',
  ch: 'charge',
  py: 'charge',
  re: 'refund',
  pyr: 'refund',
  dp: 'dispute',
  du: 'dispute',
  cus: 'customer',
}

/** What a ref is; undefined for what cannot be an id of Stripe's: it may come from a browser's address. */
export function kindOfRef(ref: string): RefKind | undefined {
  const [, prefix = ''] = /^([a-z]{2,3})_[A-Za-z0-9_]{1,250}$/.exec(ref) ?? []
  return Object.hasOwn(kinds, prefix) ? kinds[prefix] : undefined
}

/** Since 2025-03-31 neither charge nor payment names its invoice: only the invoice's payments do. */
async function subscriptionOfPayment(
  shop: Shop,
  payment: string | { readonly id: string } | null | undefined,
  call: Call,
): Promise<string | undefined> {
  if (payment === null || payment === undefined) return undefined
  const { data } = await ask(
    'finding the invoice of a payment',
    call,
    async () =>
      await shop.stripe.invoicePayments.list({
        payment: { type: 'payment_intent', payment_intent: idOf(payment) },
        expand: ['data.invoice'],
        limit: 1,
      }),
  )
  const invoice = data[0]?.invoice
  return invoice === undefined || typeof invoice === 'string' || 'deleted' in invoice
    ? undefined
    : subscriptionOfInvoice(invoice)
}

function subscriptionOfInvoice({ parent }: Stripe.Invoice): string | undefined {
  const subscription = parent?.subscription_details?.subscription
  return subscription === undefined ? undefined : idOf(subscription)
}

/** The one that runs, else the newest. */
async function subscriptionOfCustomer(shop: Shop, customer: string, call: Call): Promise<string | undefined> {
  const all = await subscriptionsOf(shop, customer, call)
  return (all.find(({ ended_at: endedAt }) => endedAt === null) ?? all[0])?.id
}

/** All that a customer ever had, the newest first. */
export async function subscriptionsOf(
  shop: Shop,
  customer: string,
  call: Call,
): Promise<readonly Stripe.Subscription[]> {
  const found = await find(
    'listing subscriptions',
    call,
    async () => await shop.stripe.subscriptions.list({ customer, status: 'all', limit: 100 }),
  )
  return found?.data ?? []
}
