import type Stripe from 'stripe'
import { textOf } from './form.ts'
import { attempt, payNow } from './invoices.ts'
import { closeDispute, dispute } from './money.ts'
import { make } from './shapes.ts'
import { afterPayment, startSubscription } from './subscriptions.ts'
import { cardOf, declined, invalid, type World } from './world.ts'

type Params = Readonly<Record<string, unknown>>
type Route = readonly [method: string, path: string, answer: (id: string, params: Params) => unknown]

/** What others do with the same account at Stripe, and we never: as much as the fixtures of Stripe's own CLI need. */
export function dashboardRoutes(world: World, deleteCustomer: (id: string) => unknown): readonly Route[] {
  const invoice = (id: string) => world.get<Stripe.Invoice>('invoice', id)
  return [
    ['DELETE', '/v1/customers/:id', (id) => deleteCustomer(id)],
    ['POST', '/v1/subscriptions', (_id, params) => createSubscription(world, params)],
    ['POST', '/v1/payment_methods/:id/attach', (id, params) => attach(world, id, textOf(params['customer']))],
    ['POST', '/v1/payment_intents', (_id, params) => createPayment(world, params)],
    ['POST', '/v1/setup_intents', (_id, params) => createSetup(world, params)],
    ['POST', '/v1/disputes/:id/close', (id) => closeDispute(world, id, 'lost')],
    ['POST', '/v1/invoiceitems', (_id, params) => createItem(world, params)],
    ['POST', '/v1/invoices', (_id, params) => createInvoice(world, textOf(params['customer']))],
    ['POST', '/v1/invoices/:id/finalize', (id) => finalize(world, invoice(id))],
    ['POST', '/v1/invoices/:id/void', (id) => end(world, invoice(id), 'void', 'invoice.voided')],
    [
      'POST',
      '/v1/invoices/:id/mark_uncollectible',
      (id) => end(world, invoice(id), 'uncollectible', 'invoice.marked_uncollectible'),
    ],
  ]
}

/** Pays with what the customer has; drafts are finalised first, as Stripe does. */
export function payAny(world: World, id: string, method: string | undefined): Stripe.Invoice {
  const invoice = world.get<Stripe.Invoice>('invoice', id)
  if (invoice.status === 'draft') finalize(world, invoice)
  const customer = world.get<Stripe.Customer>('customer', invoice.customer as string)
  const standard = customer.invoice_settings.default_payment_method as string | null
  const paid = payNow(world, id, method ?? standard ?? undefined)
  afterPayment(world, paid)
  return paid
}

function createSubscription(world: World, params: Params): Stripe.Subscription {
  const [line] = (params['items'] ?? []) as readonly Params[]
  const customer = world.get<Stripe.Customer>('customer', textOf(params['customer']))
  const trial = params['trial_period_days']
  const settings = params['trial_settings'] as Params | undefined
  const atEnd = settings?.['end_behavior'] as Params | undefined
  const end = params['trial_end']
  const days = end === undefined ? undefined : (Number(textOf(end)) - world.now()) / 86_400
  return startSubscription(world, {
    customer: customer.id,
    price: world.get<Stripe.Price>('price', textOf(line?.['price'])),
    method: (customer.invoice_settings.default_payment_method as string | null) ?? undefined,
    metadata: (params['metadata'] ?? {}) as Record<string, string>,
    trialDays: trial === undefined ? days : Number(textOf(trial)),
    atEndOfTrial: textOf(atEnd?.['missing_payment_method']) || 'create_invoice',
  })
}

function attach(world: World, id: string, customer: string): object {
  world.get('customer', customer)
  const method = { id: id.startsWith('pm_card') ? world.id(id) : id, object: 'payment_method', customer }
  world.emit('payment_method.attached', method)
  return method
}

function createPayment(world: World, params: Params): Stripe.PaymentIntent {
  const method = textOf(params['payment_method'])
  const amount = Number(textOf(params['amount']))
  const currency = textOf(params['currency'])
  const isPaid = cardOf(world, method) === 'good'
  const intent = world.keep(
    make<Stripe.PaymentIntent>('payment_intent', {
      id: world.id('pi'),
      amount,
      currency,
      created: world.now(),
      payment_method: method,
      status: isPaid ? 'succeeded' : 'requires_payment_method',
    }),
  )
  const charge = world.keep(
    make<Stripe.Charge>('charge', {
      id: world.id('ch'),
      amount,
      amount_refunded: 0,
      currency,
      created: world.now(),
      disputed: false,
      paid: isPaid,
      payment_intent: intent.id,
      refunded: false,
      status: isPaid ? 'succeeded' : 'failed',
    }),
  )
  intent.latest_charge = charge.id
  if (!isPaid) throw declined()
  world.emit('charge.succeeded', charge)
  if (/dispute/i.test(method))
    dispute(world, charge.id, /inquiry/i.test(method) ? 'warning_needs_response' : undefined)
  return intent
}

function createSetup(world: World, params: Params): Stripe.SetupIntent {
  const intent = world.keep(
    make<Stripe.SetupIntent>('setup_intent', {
      id: world.id('seti'),
      created: world.now(),
      payment_method: textOf(params['payment_method']),
      status: 'succeeded',
    }),
  )
  world.emit('setup_intent.succeeded', intent)
  return intent
}

type Item = {
  readonly id: string
  readonly object: 'invoiceitem'
  readonly customer: string
  amount: number
  isBilled: boolean
}

function createItem(world: World, params: Params): Item {
  const item: Item = {
    id: world.id('ii'),
    object: 'invoiceitem',
    customer: textOf(params['customer']),
    amount: Number(textOf(params['amount'])),
    isBilled: false,
  }
  const given =
    params['invoice'] === undefined
      ? undefined
      : world.get<Stripe.Invoice>('invoice', textOf(params['invoice']))
  if (given !== undefined) bill(given, item)
  return world.keep(item)
}

function bill(invoice: Stripe.Invoice, item: Item): void {
  item.isBilled = true
  invoice.total += item.amount
  invoice.amount_due += item.amount
  invoice.amount_remaining += item.amount
}

function createInvoice(world: World, customer: string): Stripe.Invoice {
  const invoice = world.keep(
    make<Stripe.Invoice>('invoice', {
      id: world.id('in'),
      customer,
      created: world.now(),
      currency: 'usd',
      status: 'draft',
      billing_reason: 'manual',
      total: 0,
      amount_due: 0,
      amount_paid: 0,
      amount_remaining: 0,
      attempt_count: 0,
      attempted: false,
      status_transitions: {
        finalized_at: null,
        marked_uncollectible_at: null,
        paid_at: null,
        voided_at: null,
      },
    }),
  )
  for (const item of world
    .all<Item>('invoiceitem')
    .filter((one) => one.customer === customer && !one.isBilled))
    bill(invoice, item)
  world.emit('invoice.created', invoice)
  return invoice
}

function finalize(world: World, invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.status !== 'draft') throw invalid('Invoice is not a draft')
  invoice.status = 'open'
  invoice.status_transitions.finalized_at = world.now()
  world.emit('invoice.finalized', invoice)
  if (invoice.amount_due === 0) attempt(world, invoice, undefined)
  return invoice
}

function end(world: World, invoice: Stripe.Invoice, status: string, type: string): Stripe.Invoice {
  if (invoice.status !== 'open') throw invalid('Invoice is not open')
  invoice.status = status
  world.emit(type, invoice)
  return invoice
}
