import type { Call, Invoice } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { idOf } from './facts.ts'
import { ask } from './failure.ts'
import { moneyOf } from './money.ts'
import type { Shop } from './shop.ts'

/** The last hundred invoices of whoever has the subscription, the newest first; no drafts. */
export async function listInvoices(shop: Shop, ref: string, call: Call): Promise<readonly Invoice[]> {
  const { subscriptions, invoices } = shop.stripe
  const { customer } = await ask(
    'reading a subscription',
    call,
    async () => await subscriptions.retrieve(ref),
  )
  const { data } = await ask(
    'listing invoices',
    call,
    async () => await invoices.list({ customer: idOf(customer), limit: 100 }),
  )
  return data.flatMap((invoice) => invoiceOf(invoice) ?? [])
}

// What was given up may still be paid
const statuses: Readonly<Record<string, Invoice['status']>> = {
  paid: 'paid',
  open: 'open',
  uncollectible: 'open',
  void: 'void',
}

function invoiceOf(invoice: Stripe.Invoice): Invoice | undefined {
  const status = statuses[invoice.status ?? 'draft']
  if (status === undefined) return undefined
  const { id, created, total, currency, hosted_invoice_url: url } = invoice
  return {
    id,
    at: new Date(created * 1000),
    total: moneyOf(total, currency),
    status,
    ...(url === null || url === undefined ? {} : { url }),
  }
}
