import type Stripe from 'stripe'
import { make } from './shapes.ts'
import { cardOf, declined, invalid, type World } from './world.ts'

type Line = {
  readonly amount: number
  readonly start: number
  readonly end: number
  readonly description: string
}

/** Makes an invoice of a subscription and finalises it; what there is to credit is taken off. Not paid yet. */
export function makeInvoice(
  world: World,
  subscription: Stripe.Subscription,
  { reason, lines }: { readonly reason: string; readonly lines: readonly Line[] },
): Stripe.Invoice {
  const invoice = world.keep(draftInvoice(world, subscription, { reason, lines }))
  invoice.status = 'open'
  invoice.status_transitions.finalized_at = world.now()
  invoice.hosted_invoice_url = `https://invoice.stripe.com/i/acct_stand_in/${invoice.id}`
  const customer = world.get<Stripe.Customer>('customer', subscription.customer as string)
  customer.balance = Math.min(0, customer.balance + invoice.total)
  subscription.latest_invoice = invoice.id
  world.emit('invoice.created', invoice)
  world.emit('invoice.finalized', invoice)
  return invoice
}

/** The same without any consequence: a preview. */
export function draftInvoice(
  world: World,
  subscription: Stripe.Subscription,
  { reason, lines }: { readonly reason: string; readonly lines: readonly Line[] },
): Stripe.Invoice {
  const id = world.id('in')
  const total = lines.reduce((sum, { amount }) => sum + amount, 0)
  const customer = world.get<Stripe.Customer>('customer', subscription.customer as string)
  const due = Math.max(0, total + customer.balance)
  const { currency } = subscription
  return make<Stripe.Invoice>('invoice', {
    id,
    currency,
    customer: customer.id,
    created: world.now(),
    billing_reason: reason,
    collection_method: 'charge_automatically',
    status: 'draft',
    total,
    subtotal: total,
    amount_due: due,
    amount_paid: 0,
    amount_remaining: due,
    amount_shipping: 0,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    starting_balance: customer.balance,
    period_start: world.now(),
    period_end: world.now(),
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    parent: {
      type: 'subscription_details',
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
    },
    lines: {
      object: 'list',
      has_more: false,
      url: `/v1/invoices/${id}/lines`,
      data: lines.map(({ amount, start, end, description }) =>
        make<Stripe.InvoiceLineItem>('line_item', {
          id: world.id('il'),
          amount,
          currency,
          description,
          invoice: id,
          quantity: 1,
          subtotal: amount,
          period: { start, end },
        }),
      ),
    },
  })
}

/** Takes the money from a card; false when it does not give it, and the invoice stays open. */
export function attempt(world: World, invoice: Stripe.Invoice, method: string | undefined): boolean {
  invoice.attempted = true
  if (invoice.amount_due === 0) return settle(world, invoice, 0)
  invoice.attempt_count += 1
  const card = cardOf(world, method)
  const isPaid = card === 'good'
  const intent = intentOf(world, invoice, method)
  if (card === 'slow') {
    intent.status = 'processing'
    return false
  }
  const charge = world.keep(
    make<Stripe.Charge>('charge', {
      id: world.id('ch'),
      amount: invoice.amount_due,
      amount_captured: isPaid ? invoice.amount_due : 0,
      amount_refunded: 0,
      captured: isPaid,
      created: world.now(),
      currency: invoice.currency,
      customer: invoice.customer as string,
      disputed: false,
      paid: isPaid,
      payment_intent: intent.id,
      payment_method: method ?? null,
      refunded: false,
      status: isPaid ? 'succeeded' : 'failed',
    }),
  )
  intent.latest_charge = charge.id
  if (isPaid) {
    intent.status = 'succeeded'
    intent.amount_received = invoice.amount_due
    return settle(world, invoice, invoice.amount_due)
  }
  intent.status = card === 'asks' ? 'requires_action' : 'requires_payment_method'
  world.emit('invoice.payment_failed', invoice)
  if (card === 'asks') world.emit('invoice.payment_action_required', invoice)
  return false
}

/** `POST /v1/invoices/:id/pay`. */
export function payNow(world: World, id: string, method: string | undefined): Stripe.Invoice {
  const invoice = world.get<Stripe.Invoice>('invoice', id)
  if (invoice.status === 'paid') throw invalid('Invoice is already paid', { code: 'invoice_already_paid' })
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') throw invalid('Invoice is not open')
  if (!attempt(world, invoice, method)) throw declined()
  return invoice
}

export function paymentsOf(world: World, invoice: string): Stripe.InvoicePayment[] {
  return world.all<Stripe.InvoicePayment>('invoice_payment').filter((payment) => payment.invoice === invoice)
}

/** One payment for an invoice, however often it is tried. */
function intentOf(world: World, invoice: Stripe.Invoice, method: string | undefined): Stripe.PaymentIntent {
  const { id, currency, amount_due: amount } = invoice
  const [before] = paymentsOf(world, id)
  if (before !== undefined)
    return world.get<Stripe.PaymentIntent>('payment_intent', before.payment.payment_intent as string)
  const intent = world.keep(
    make<Stripe.PaymentIntent>('payment_intent', {
      id: world.id('pi'),
      amount,
      amount_received: 0,
      created: world.now(),
      currency,
      customer: invoice.customer as string,
      payment_method: method ?? null,
      payment_method_types: ['card'],
      status: 'requires_payment_method',
    }),
  )
  world.keep(
    make<Stripe.InvoicePayment>('invoice_payment', {
      id: world.id('inpay'),
      amount_paid: null,
      amount_requested: amount,
      created: world.now(),
      currency,
      invoice: id,
      is_default: true,
      payment: { type: 'payment_intent', payment_intent: intent.id },
      status: 'open',
      status_transitions: { canceled_at: null, paid_at: null },
    }),
  )
  return intent
}

function settle(world: World, invoice: Stripe.Invoice, amount: number): true {
  invoice.status = 'paid'
  invoice.amount_paid = amount
  invoice.amount_remaining = 0
  invoice.status_transitions.paid_at = world.now()
  for (const payment of paymentsOf(world, invoice.id)) {
    payment.status = 'paid'
    payment.amount_paid = amount
    payment.status_transitions.paid_at = world.now()
  }
  world.emit('invoice.paid', invoice)
  return true
}
