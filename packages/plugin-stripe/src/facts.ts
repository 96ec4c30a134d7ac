import type { Call } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { ask, find } from './failure.ts'
import type { Shop } from './shop.ts'
import type { Facts } from './subscription.ts'

/** Asks Stripe for all that decides; undefined where there is no such subscription. */
export async function readFacts(shop: Shop, id: string, call: Call): Promise<Facts | undefined> {
  const { subscriptions } = shop.stripe
  const subscription = await find(
    'reading a subscription',
    call,
    async () => await subscriptions.retrieve(id, { expand: ['customer', 'latest_invoice'] }),
  )
  if (subscription === undefined) return undefined
  if (subscription.ended_at !== null) return { subscription, open: [], charges: [], disputes: [] }
  const isDue = ['past_due', 'unpaid', 'incomplete'].includes(subscription.status)
  const [open, money] = await Promise.all([
    isDue ? openInvoices(shop, subscription, call) : [],
    moneyTaken(shop, subscription.id, call),
  ])
  return { subscription, open, ...money }
}

async function openInvoices(
  shop: Shop,
  { id, latest_invoice: latest }: Stripe.Subscription,
  call: Call,
): Promise<readonly Stripe.Invoice[]> {
  const { data } = await ask(
    'listing open invoices',
    call,
    async () => await shop.stripe.invoices.list({ subscription: id, status: 'open', limit: 100 }),
  )
  if (data.length > 0 || latest === null || typeof latest === 'string') return data
  return [latest]
}

/**
 * The charges of the newest invoice for which money moved. One that cost nothing, as those of a trial and of a credit,
 * says nothing of the money before it.
 */
async function moneyTaken(
  shop: Shop,
  subscription: string,
  call: Call,
): Promise<Pick<Facts, 'charges' | 'disputes'>> {
  const { invoices, charges } = shop.stripe
  const paid = await ask(
    'listing paid invoices',
    call,
    async () => await invoices.list({ subscription, status: 'paid', limit: 10, expand: ['data.payments'] }),
  )
  const payments = paid.data.find((invoice) => invoice.amount_paid > 0)?.payments?.data ?? []
  const taken = await Promise.all(
    payments
      .filter(({ status }) => status === 'paid')
      .map(async ({ payment }) => {
        if (payment.payment_intent !== undefined) {
          const intent = idOf(payment.payment_intent)
          return (
            await ask('listing charges', call, async () => await charges.list({ payment_intent: intent }))
          ).data
        }
        if (payment.charge === undefined) return []
        const id = idOf(payment.charge)
        return [await ask('reading a charge', call, async () => await charges.retrieve(id))]
      }),
  )
  const all = taken.flat().filter((charge) => charge.paid)
  const fought = all.filter((charge) => charge.disputed)
  const disputes = await Promise.all(
    fought.map(
      async ({ id }) =>
        await ask('listing disputes', call, async () => await shop.stripe.disputes.list({ charge: id })),
    ),
  )
  return { charges: all, disputes: disputes.flatMap(({ data }) => data) }
}

/** The id of what Stripe gives as an id or whole. */
export function idOf(value: string | { readonly id: string }): string {
  return typeof value === 'string' ? value : value.id
}
