import { readFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import Stripe from 'stripe'
import { contractFolder, stripeStandIn } from './stand-in.ts'
import type { World } from './world.ts'

async function standInAt(t: ExecutionContext) {
  const standIn = await stripeStandIn()
  t.teardown(standIn.close)
  const { port } = new URL(standIn.url)
  const stripe = new Stripe(standIn.secretKey, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
  })
  return { standIn, stripe }
}

const checkout = (customer: string, price: string): Stripe.Checkout.SessionCreateParams => ({
  mode: 'subscription',
  customer,
  line_items: [{ price, quantity: 1 }],
  success_url: 'https://parlor.example',
  cancel_url: 'https://parlor.example',
})

async function sold(stripe: Stripe) {
  const product = await stripe.products.create({ name: 'Companion' })
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 1499,
    recurring: { interval: 'month' },
  })
  return { price: price.id, customer: (await stripe.customers.create({})).id }
}

test('a parameter that Stripe has taken away is refused, by the vendor’s own schemas', async (t) => {
  const { standIn, stripe } = await standInAt(t)
  if (!standIn.hasContract) return skipped(t)
  const { customer, price } = await sold(stripe)
  const old = { ...checkout(customer, price), payment_method_types: ['card'] }

  await t.throwsAsync(async () => await stripe.checkout.sessions.create(old), {
    message: /payment_method_types/,
  })
  await t.throwsAsync(async () => await stripe.customers.create({ emial: 'x' } as object), {
    message: /emial/,
  })
  await t.notThrowsAsync(async () => await stripe.checkout.sessions.create(checkout(customer, price)))
})

test('its objects have the fields and the kinds of values of the vendor’s samples', async (t) => {
  const { standIn, stripe } = await standInAt(t)
  if (!standIn.hasContract) return skipped(t)
  const { customer, price } = await sold(stripe)
  const { id } = await stripe.checkout.sessions.create(checkout(customer, price))
  standIn.pay(id)
  const [subscription] = standIn.world.all<Stripe.Subscription>('subscription')
  const charge = standIn.chargeOf(subscription?.id ?? '')
  standIn.refund(charge.id, 1)
  standIn.dispute(charge.id)

  const { resources } = JSON.parse(readFileSync(`${contractFolder}/fixtures.json`, 'utf8')) as {
    resources: Record<string, Record<string, unknown>>
  }
  const kinds =
    'checkout.session subscription invoice invoice_payment payment_intent charge refund dispute customer product price'
  for (const kind of kinds.split(' ')) {
    const [ours] = standIn.world.all<Record<string, unknown>>(kind)
    for (const [field, sample] of Object.entries(resources[kind] ?? {})) {
      if (field === 'subscription' && kind === 'invoice') continue // Gone from the API, still in the samples
      t.true(ours !== undefined && field in ours, `${kind}.${field}`)
      const value = ours?.[field]
      if (value === null || sample === null) continue
      t.is(kindOf(value), kindOf(sample), `${kind}.${field}`)
    }
  }
})

// An id may be given whole, and the other way round
const kindOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value)

test('a key answers once: the same again, others are refused, what was done is not done twice', async (t) => {
  const { standIn, stripe } = await standInAt(t)
  const key = { idempotencyKey: 'k' }
  standIn.fail(/customers$/, 'reset-after')
  const first = await stripe.customers.create({ metadata: { a: '1' } }, key) // Tried again by the client

  t.is((await stripe.customers.create({ metadata: { a: '1' } }, key)).id, first.id)
  await t.throwsAsync(async () => await stripe.customers.create({ metadata: { a: '2' } }, key), {
    instanceOf: Stripe.errors.StripeIdempotencyError,
  })
  t.is(customers(standIn.world), 1)
  standIn.fail(/customers$/, 'error-after')
  for (let count = 0; count < 2; count++)
    await t.throwsAsync(async () => await stripe.customers.create({}, { idempotencyKey: 'other' }), {
      instanceOf: Stripe.errors.StripeAPIError,
    })
  t.is(customers(standIn.world), 2)
})

function skipped(t: ExecutionContext): void {
  t.log('skipped: there is no folder shared/contract/stripe beside the project')
  t.pass()
}

const customers = (world: World) => world.all('customer').length

test('lists come in pages, and another’s key is refused', async (t) => {
  const { standIn, stripe } = await standInAt(t)
  for (let count = 0; count < 25; count++)
    standIn.world.emit('invoice.paid', { object: 'invoice', id: `in_${count}` })

  const page = await stripe.events.list({ limit: 10 })
  t.is(page.data.length, 10)
  t.true(page.has_more)
  t.is((await stripe.events.list({ limit: 10 }).autoPagingToArray({ limit: 100 })).length, 25)
  const { port } = new URL(standIn.url)
  const other = new Stripe('sk_test_other', { host: '127.0.0.1', port, protocol: 'http' })
  await t.throwsAsync(async () => await other.events.list(), {
    instanceOf: Stripe.errors.StripeAuthenticationError,
  })
})
