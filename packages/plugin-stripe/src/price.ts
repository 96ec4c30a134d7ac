import type { Call, ListedPrice, Offer } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { ask, find } from './failure.ts'
import { amountOf, moneyOf } from './money.ts'
import type { Shop } from './shop.ts'

/** On a price: which of our prices it is, also once a newer one has taken its lookup key. */
export const nameKey = 'parlor_price'

/**
 * What a price is called here: by its lookup key, by what we wrote on it, or by its id where nobody said anything.
 *
 * Prices cannot be changed: when a tier gets dearer, a new one takes the lookup key, and who bought the old one goes
 * on paying it, by the name that we left on it.
 */
export function priceName(price: Stripe.Price): string {
  return price.lookup_key ?? price.metadata[nameKey] ?? price.id
}

/** Whether anybody said what this price is here. */
export function isNamed(price: Stripe.Price): boolean {
  return priceName(price) !== price.id
}

/** The price that is sold under a name now: by lookup key, or by id for a name such as `price_…`. */
export async function findPrice(shop: Shop, name: string, call: Call): Promise<Stripe.Price | undefined> {
  const { prices } = shop.stripe
  if (name.startsWith('price_')) {
    const price = await find('reading a price', call, async () => await prices.retrieve(name))
    return price?.active === true ? price : undefined
  }
  const found = await ask(
    'looking for a price',
    call,
    async () => await prices.list({ lookup_keys: [name], active: true, limit: 1 }),
  )
  return found.data[0]
}

/** The price of an offer, when it is exactly what is offered: nobody pays anything else than what was shown. */
export async function priceOf(shop: Shop, offer: Offer, call: Call): Promise<Stripe.Price> {
  const price = await findPrice(shop, offer.price, call)
  if (price === undefined)
    throw new Error(`Stripe has no active price ${offer.price}: run parlor tiers apply`)
  const problem =
    problemOf(price) ?? (sells(price, offer) ? undefined : 'is another amount, currency or interval')
  if (problem !== undefined)
    throw new Error(`Stripe's price ${price.id} for ${offer.price} ${problem}: run parlor tiers apply`)
  return price
}

export function sells(price: Stripe.Price, offer: Offer): boolean {
  const { amount, currency } = amountOf(offer.amount)
  return (
    price.unit_amount === amount &&
    price.currency === currency &&
    price.recurring?.interval === offer.interval
  )
}

/** As everybody at our side sees a price; undefined for what is paid once. */
export function listedPrice(price: Stripe.Price): ListedPrice | undefined {
  if (price.recurring === null) return undefined
  const interval = intervalOf(price.recurring.interval)
  const problem = interval === undefined ? `has the interval ${price.recurring.interval}` : problemOf(price)
  return {
    // What an old price was is no name to buy it by
    price: price.lookup_key ?? price.id,
    amount: moneyOf(price.unit_amount ?? 0, price.currency),
    interval: interval ?? 'month',
    ...(problem === undefined ? {} : { problem }),
  }
}

/** Why a price cannot be a tier's: one amount each interval, paid in advance, is all that a tier can say. */
export function problemOf(price: Stripe.Price): string | undefined {
  const { recurring, product } = price
  if (!price.active) return 'is archived'
  if (recurring === null) return 'is paid once'
  if (recurring.interval_count !== 1) return `is paid each ${recurring.interval_count} ${recurring.interval}s`
  if (recurring.usage_type !== 'licensed') return 'is paid by use'
  if (price.billing_scheme !== 'per_unit' || price.transform_quantity !== null)
    return 'depends on the quantity'
  if (price.unit_amount === null) return 'has no whole amount'
  if (price.unit_amount === 0) return 'costs nothing'
  if (typeof product !== 'string' && ('deleted' in product || !product.active))
    return 'belongs to an archived product'
  return undefined
}

function intervalOf(interval: string): Offer['interval'] | undefined {
  const known: readonly Offer['interval'][] = ['day', 'week', 'month', 'year']
  return known.find((one) => one === interval)
}
