import type Stripe from 'stripe'
import { textOf } from './form.ts'
import { createPrice, createProduct, updatePrice, updateProduct } from './catalog.ts'
import { payAny } from './dashboard.ts'
import { pageOf } from './expand.ts'
import { refund } from './money.ts'
import type { createSessions } from './sessions.ts'
import { make } from './shapes.ts'
import { endSubscription, methodOf, preview, updateSubscription } from './subscriptions.ts'
import { invalid, missing, type World } from './world.ts'

type Params = Readonly<Record<string, unknown>>
type Answer = (id: string, params: Params) => unknown
type Route = readonly [method: string, path: string, answer: Answer]

/** What the stand-in answers, by method and path; `:id` is an id. */
export function routesOf(
  world: World,
  sessions: ReturnType<typeof createSessions>,
  isDelivered: (event: Stripe.Event) => boolean,
): readonly Route[] {
  const read =
    <T>(object: string): Answer =>
    (id) =>
      world.get<T>(object, id)
  const list =
    <T extends { readonly id?: string }>(
      object: string,
      path: string,
      keep: (entry: T, params: Params) => boolean,
    ): Answer =>
    (_id, params) =>
      pageOf(
        world.all<T>(object).filter((entry) => keep(entry, params)),
        params,
        path,
      )
  const is = (params: Params, name: string, value: unknown) =>
    params[name] === undefined || textOf(params[name]) === textOf(value)

  return [
    ['POST', '/v1/customers', (_id, params) => createCustomer(world, params)],
    ['GET', '/v1/customers/:id', (id) => readCustomer(world, id)],
    ['POST', '/v1/customers/:id', (id, params) => updateCustomer(world, id, params)],

    ['POST', '/v1/products', (_id, params) => createProduct(world, params)],
    ['GET', '/v1/products/:id', read('product')],
    ['POST', '/v1/products/:id', (id, params) => updateProduct(world, id, params)],
    ['POST', '/v1/prices', (_id, params) => createPrice(world, params)],
    ['GET', '/v1/prices/:id', read('price')],
    ['POST', '/v1/prices/:id', (id, params) => updatePrice(world, id, params)],
    [
      'GET',
      '/v1/prices',
      list<Stripe.Price>('price', '/v1/prices', (price, params) => {
        const keys = params['lookup_keys'] as string[] | undefined
        return (
          is(params, 'active', price.active) &&
          is(params, 'type', price.type) &&
          is(params, 'product', price.product) &&
          (keys === undefined || (price.lookup_key !== null && keys.includes(price.lookup_key)))
        )
      }),
    ],

    ['POST', '/v1/checkout/sessions', (_id, params) => sessions.create(params)],
    ['GET', '/v1/checkout/sessions/:id', read('checkout.session')],
    ['POST', '/v1/checkout/sessions/:id/expire', (id) => sessions.expire(id)],
    [
      'GET',
      '/v1/checkout/sessions',
      list<Stripe.Checkout.Session>(
        'checkout.session',
        '/v1/checkout/sessions',
        (session, params) => is(params, 'customer', session.customer) && is(params, 'status', session.status),
      ),
    ],
    ['GET', '/v1/setup_intents/:id', read('setup_intent')],

    ['GET', '/v1/subscriptions/:id', read('subscription')],
    [
      'POST',
      '/v1/subscriptions/:id',
      (id, params) => {
        const subscription = world.get<Stripe.Subscription>('subscription', id)
        updateSubscription(world, subscription, params)
        return subscription
      },
    ],
    [
      'DELETE',
      '/v1/subscriptions/:id',
      (id) => {
        const subscription = world.get<Stripe.Subscription>('subscription', id)
        if (subscription.ended_at !== null) throw missing('subscription', id)
        endSubscription(world, subscription, 'cancellation_requested')
        return subscription
      },
    ],
    [
      'GET',
      '/v1/subscriptions',
      list<Stripe.Subscription>('subscription', '/v1/subscriptions', (subscription, params) => {
        const { status } = params
        const isWanted =
          status === 'all' ||
          (status === undefined ? subscription.ended_at === null : status === subscription.status)
        return (
          isWanted &&
          is(params, 'customer', subscription.customer) &&
          isWithin(subscription.created, params['created'])
        )
      }),
    ],

    ['GET', '/v1/invoices/:id', read('invoice')],
    [
      'GET',
      '/v1/invoices',
      list<Stripe.Invoice>(
        'invoice',
        '/v1/invoices',
        (invoice, params) =>
          is(params, 'customer', invoice.customer) &&
          is(params, 'status', invoice.status) &&
          is(params, 'subscription', invoice.parent?.subscription_details?.subscription),
      ),
    ],
    [
      'POST',
      '/v1/invoices/create_preview',
      (_id, params) => {
        const subscription = world.get<Stripe.Subscription>('subscription', textOf(params['subscription']))
        const details = params['subscription_details'] as { readonly items: readonly Params[] }
        return { ...preview(world, subscription, details.items[0] ?? {}), id: `upcoming_${world.id('in')}` }
      },
    ],
    [
      'POST',
      '/v1/invoices/:id/pay',
      (id, params) => {
        const { parent } = world.get<Stripe.Invoice>('invoice', id)
        const subscription = parent?.subscription_details?.subscription
        const standard =
          subscription === undefined
            ? undefined
            : methodOf(world, world.get<Stripe.Subscription>('subscription', subscription as string))
        return payAny(world, id, textOf(params['payment_method']) || standard)
      },
    ],
    [
      'GET',
      '/v1/invoice_payments',
      list<Stripe.InvoicePayment>('invoice_payment', '/v1/invoice_payments', (payment, params) => {
        const wanted = params['payment'] as { readonly payment_intent?: string } | undefined
        return (
          is(params, 'invoice', payment.invoice) &&
          is(params, 'status', payment.status) &&
          (wanted?.payment_intent === undefined || wanted.payment_intent === payment.payment.payment_intent)
        )
      }),
    ],

    ['GET', '/v1/payment_intents/:id', read('payment_intent')],
    ['GET', '/v1/charges/:id', read('charge')],
    [
      'GET',
      '/v1/charges',
      list<Stripe.Charge>('charge', '/v1/charges', (charge, params) =>
        is(params, 'payment_intent', charge.payment_intent),
      ),
    ],
    [
      'POST',
      '/v1/refunds',
      (_id, params) => {
        const payment = params['payment_intent']
        const charge =
          payment === undefined
            ? textOf(params['charge'])
            : world.get<Stripe.PaymentIntent>('payment_intent', textOf(payment)).latest_charge
        return refund(world, charge as string, Number(textOf(params['amount'])) || undefined)
      },
    ],
    ['GET', '/v1/refunds/:id', read('refund')],
    ['GET', '/v1/disputes/:id', read('dispute')],
    [
      'GET',
      '/v1/disputes',
      list<Stripe.Dispute>(
        'dispute',
        '/v1/disputes',
        (dispute, params) =>
          is(params, 'charge', dispute.charge) && is(params, 'payment_intent', dispute.payment_intent),
      ),
    ],

    [
      'GET',
      '/v1/events',
      (_id, params) => {
        const types = params['types'] as readonly string[] | undefined
        if (types !== undefined && types.length > 20) throw invalid('You can list at most 20 types')
        const wanted = world.events
          .toReversed()
          .filter(
            (event) =>
              (types === undefined || types.includes(event.type)) &&
              isWithin(event.created, params['created']) &&
              is(params, 'delivery_success', isDelivered(event)),
          )
        return pageOf(wanted, params, '/v1/events')
      },
    ],
  ]
}

function isWithin(at: number, range: unknown): boolean {
  const { gte, lt } = (range ?? {}) as { readonly gte?: string; readonly lt?: string }
  return (gte === undefined || at >= Number(gte)) && (lt === undefined || at < Number(lt))
}

function createCustomer(world: World, params: Params): Stripe.Customer {
  const customer = world.keep(
    make<Stripe.Customer>('customer', {
      id: world.id('cus'),
      balance: 0,
      created: world.now(),
      delinquent: false,
      email: (params['email'] as string | undefined) ?? null,
      invoice_settings: {
        custom_fields: null,
        default_payment_method:
          textOf((params['invoice_settings'] as Params | undefined)?.['default_payment_method']) || null,
        footer: null,
        rendering_options: null,
      },
      metadata: (params['metadata'] ?? {}) as Record<string, string>,
      preferred_locales: [],
      tax_exempt: 'none',
    }),
  )
  world.emit('customer.created', customer)
  return customer
}

function readCustomer(world: World, id: string): unknown {
  const customer = world.get<Stripe.Customer & { readonly deleted?: true }>('customer', id)
  return customer.deleted === undefined ? customer : { id, object: 'customer', deleted: true }
}

function updateCustomer(world: World, id: string, params: Params): Stripe.Customer {
  const customer = world.get<Stripe.Customer>('customer', id)
  const settings = params['invoice_settings'] as Params | undefined
  if (params['email'] !== undefined) customer.email = textOf(params['email'])
  if (settings !== undefined)
    customer.invoice_settings.default_payment_method = textOf(settings['default_payment_method'])
  world.emit('customer.updated', customer)
  return customer
}
