import type { Call, Offer, SellStep } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import { idOf } from './facts.ts'
import { ask, find, StripeFailure } from './failure.ts'
import { amountOf, wordsOf } from './money.ts'
import { findPrice, nameKey, problemOf, sells } from './price.ts'
import type { Shop } from './shop.ts'

type Step = { readonly words: string; readonly run: () => Promise<void> }

/**
 * Makes Stripe sell the offers, by lookup key: what is missing is made, what is called otherwise is renamed, and for
 * another amount a new price takes the key from the old one. Who bought the old one keeps it.
 *
 * Harmless to repeat, also after it broke in its middle: each step is found done, or missing, by looking.
 */
export async function sell(
  shop: Shop,
  offers: readonly Offer[],
  { isDry }: { readonly isDry: boolean },
  call: Call,
): Promise<readonly SellStep[]> {
  const done: SellStep[] = []
  for (const offer of offers) {
    const steps = await stepsFor(shop, offer, call)
    for (const { words, run } of steps) {
      if (!isDry) await run()
      done.push({ price: offer.price, isDone: false, words })
    }
    if (steps.length === 0)
      done.push({
        price: offer.price,
        isDone: true,
        words: `sells for ${wordsOf(offer.amount, offer.interval)}`,
      })
  }
  return done
}

async function stepsFor(shop: Shop, offer: Offer, call: Call): Promise<readonly Step[]> {
  if (offer.price.startsWith('price_')) return await stepsForId(shop, offer, call)
  const now = await findPrice(shop, offer.price, call)
  const fits = now !== undefined && sells(now, offer) && problemOf(now) === undefined
  const product = now === undefined ? undefined : await readProduct(shop, idOf(now.product), call)
  const own = product ?? (await readProduct(shop, productId(offer), call))
  const productSteps =
    own === undefined ? [makeProduct(shop, offer, call)] : renameProduct(shop, own, offer, call)
  const owner = own?.id ?? productId(offer)
  if (fits) {
    const left = own === undefined ? [] : await leftovers(shop, offer, { owner, current: now.id }, call)
    return [...productSteps, ...nameOf(shop, now, offer, call), ...left]
  }
  return [
    ...productSteps,
    ...(now === undefined ? [] : nameOf(shop, now, offer, call)),
    makePrice(shop, offer, { owner, before: now }, call),
    ...(now === undefined ? [] : [archive(shop, now, call)]),
  ]
}

/** A price that is named by its id is the operator's own: it is looked at and left alone. */
async function stepsForId(shop: Shop, offer: Offer, call: Call): Promise<readonly Step[]> {
  const price = await findPrice(shop, offer.price, call)
  const problem =
    price === undefined
      ? 'is not there or archived'
      : (keyOf(price) ??
        problemOf(price) ??
        (sells(price, offer) ? undefined : 'is another amount, currency or interval'))
  if (problem === undefined) return []
  throw new Error(
    `Stripe's price ${offer.price} ${problem}, and one that is named by its id cannot be changed`,
  )
}

const keyOf = ({ lookup_key: key }: Stripe.Price) =>
  key === null ? undefined : `has the lookup key ${key}, by which it is to be named`

const productId = (offer: Offer) => `parlor_${offer.price}`

async function readProduct(shop: Shop, id: string, call: Call): Promise<Stripe.Product | undefined> {
  return await find('reading a product', call, async () => await shop.stripe.products.retrieve(id))
}

/** The id is ours, so that a product is made once, whatever becomes of the answer. */
function makeProduct(shop: Shop, offer: Offer, call: Call): Step {
  return {
    words: `makes the product ${offer.name}`,
    async run() {
      const params = { id: productId(offer), name: offer.name, ...descriptionOf(offer) }
      try {
        await ask('making a product', call, async () => await shop.stripe.products.create(params))
      } catch (error) {
        if (!(error instanceof StripeFailure && error.code === 'resource_already_exists')) throw error
      }
    },
  }
}

function renameProduct(shop: Shop, product: Stripe.Product, offer: Offer, call: Call): readonly Step[] {
  const isSame =
    product.name === offer.name && (product.description ?? '') === offer.description && product.active
  if (isSame) return []
  return [
    {
      words: `calls the product ${offer.name}`,
      async run() {
        await ask(
          'renaming a product',
          call,
          async () =>
            await shop.stripe.products.update(product.id, {
              name: offer.name,
              description: offer.description,
              active: true,
            }),
        )
      },
    },
  ]
}

// An empty text is refused at the creation
const descriptionOf = ({ description }: Offer) => (description === '' ? {} : { description })

/** Before its key goes to another: otherwise nobody would know what its subscribers bought. */
function nameOf(shop: Shop, price: Stripe.Price, offer: Offer, call: Call): readonly Step[] {
  if (price.metadata[nameKey] === offer.price) return []
  return [
    {
      words: `notes on ${price.id} that it is ${offer.price}`,
      async run() {
        await ask(
          'naming a price',
          call,
          async () => await shop.stripe.prices.update(price.id, { metadata: { [nameKey]: offer.price } }),
        )
      },
    },
  ]
}

function makePrice(
  shop: Shop,
  offer: Offer,
  { owner, before }: { readonly owner: string; readonly before: Stripe.Price | undefined },
  call: Call,
): Step {
  const { amount, currency } = amountOf(offer.amount)
  const words = wordsOf(offer.amount, offer.interval)
  return {
    words:
      before === undefined
        ? `makes a price of ${words}`
        : `makes a price of ${words}, which takes the key from ${before.id}; who bought that keeps it`,
    async run() {
      await ask(
        'making a price',
        call,
        async () =>
          await shop.stripe.prices.create({
            product: owner,
            unit_amount: amount,
            currency,
            recurring: { interval: offer.interval },
            lookup_key: offer.price,
            transfer_lookup_key: true,
            metadata: { [nameKey]: offer.price },
          }),
      )
    },
  }
}

/** An archived price cannot be bought any more; subscriptions to it go on. */
function archive(shop: Shop, price: Stripe.Price, call: Call): Step {
  return {
    words: `archives ${price.id}`,
    async run() {
      await ask(
        'archiving a price',
        call,
        async () => await shop.stripe.prices.update(price.id, { active: false }),
      )
    },
  }
}

/** Old prices that are still active, since a run broke before it could archive them. */
async function leftovers(
  shop: Shop,
  offer: Offer,
  { owner, current }: { readonly owner: string; readonly current: string },
  call: Call,
): Promise<readonly Step[]> {
  const { data } = await ask(
    'listing prices',
    call,
    async () => await shop.stripe.prices.list({ product: owner, active: true, limit: 100 }),
  )
  return data
    .filter(
      (price) => price.id !== current && price.lookup_key === null && price.metadata[nameKey] === offer.price,
    )
    .map((price) => archive(shop, price, call))
}
