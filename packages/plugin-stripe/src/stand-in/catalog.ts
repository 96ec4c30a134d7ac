import type Stripe from 'stripe'
import { textOf } from './form.ts'
import { make } from './shapes.ts'
import { invalid, type World } from './world.ts'

type Params = Readonly<Record<string, unknown>>
const text = (value: unknown) => (value === undefined ? undefined : textOf(value))

export function createProduct(world: World, params: Params): Stripe.Product {
  const id = text(params['id']) ?? world.id('prod')
  if (world.find(id) !== undefined)
    throw invalid('Product already exists.', { code: 'resource_already_exists' })
  if (params['description'] === '')
    throw invalid('You passed an empty string', { code: 'parameter_invalid_empty' })
  const product = world.keep(
    make<Stripe.Product>('product', {
      id,
      active: true,
      created: world.now(),
      updated: world.now(),
      description: text(params['description']) ?? null,
      images: [],
      marketing_features: [],
      metadata: (params['metadata'] ?? {}) as Record<string, string>,
      name: text(params['name']) ?? '',
    }),
  )
  world.emit('product.created', product)
  return product
}

export function updateProduct(world: World, id: string, params: Params): Stripe.Product {
  const product = world.get<Stripe.Product>('product', id)
  if (params['name'] !== undefined) product.name = textOf(params['name'])
  if (params['description'] !== undefined) product.description = text(params['description']) || null
  if (params['active'] !== undefined) product.active = textOf(params['active']) === 'true'
  world.emit('product.updated', product)
  return product
}

/** Amount, currency and interval of a price never change: there is no way to update them. */
export function createPrice(world: World, params: Params): Stripe.Price {
  const lookup = text(params['lookup_key']) ?? null
  const holder = world
    .all<Stripe.Price>('price')
    .find((price) => lookup !== null && price.lookup_key === lookup)
  if (holder !== undefined && textOf(params['transfer_lookup_key']) !== 'true')
    throw invalid('A price already uses that lookup key.', { param: 'lookup_key' })
  const product = text(params['product']) ?? ''
  world.get('product', product)
  const recurring = params['recurring'] as Params | undefined
  if (holder !== undefined) {
    holder.lookup_key = null
    world.emit('price.updated', holder)
  }
  const price = world.keep(
    make<Stripe.Price>('price', {
      id: world.id('price'),
      active: true,
      billing_scheme: 'per_unit',
      created: world.now(),
      currency: textOf(params['currency']),
      lookup_key: lookup,
      metadata: { ...(params['metadata'] as Record<string, string> | undefined) },
      product,
      recurring:
        recurring === undefined
          ? null
          : {
              interval: textOf(recurring['interval']),
              interval_count: Number(recurring['interval_count'] ?? 1),
              meter: null,
              trial_period_days: null,
              usage_type: 'licensed',
            },
      tax_behavior: 'unspecified',
      type: recurring === undefined ? 'one_time' : 'recurring',
      unit_amount: Number(params['unit_amount']),
    }),
  )
  world.emit('price.created', price)
  return price
}

export function updatePrice(world: World, id: string, params: Params): Stripe.Price {
  const price = world.get<Stripe.Price>('price', id)
  const given = (params['metadata'] ?? {}) as Record<string, string>
  Object.assign(price.metadata, given)
  if (params['active'] !== undefined) {
    const product = world.get<Stripe.Product>('product', price.product as string)
    if (product.default_price === id)
      throw invalid('This price cannot be archived: it is the default price of its product')
    price.active = textOf(params['active']) === 'true'
  }
  world.emit('price.updated', price)
  return price
}
