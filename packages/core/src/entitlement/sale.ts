import type { ListedPrice } from '@parlor/plugin-kit'
import { exponentOf, priceWords, type Price } from './price.ts'
import { priceName, type Tier, type Tiers } from './tiers.ts'

/**
 * What the provider sells: its list; `untold` as long as it could not be asked; undefined where it has no list, and
 * what stands in the file is what is sold.
 */
export type Sale = readonly ListedPrice[] | 'untold' | undefined

/** The tiers with the prices that stand at the provider, and why those that it does not sell so cannot be bought. */
export function onSale(tiers: Tiers, sale: Sale): Tiers {
  return { ...tiers, tiers: tiers.tiers.map((tier) => tierOnSale(tier, sale)) }
}

/** What an operator is told of the tiers that nobody can buy, one line each. */
export function saleProblems({ tiers }: Tiers): readonly string[] {
  return tiers.flatMap(({ id, problem }) =>
    problem === undefined ? [] : [`${id} cannot be bought: ${problem}`],
  )
}

function tierOnSale(tier: Tier, sale: Sale): Tier {
  const name = priceName(tier)
  const listed = Array.isArray(sale) ? sale.find(({ price }) => price === name) : undefined
  const there = listed && priceAs(listed)
  const price = tier.price ?? there
  return { ...tier, price, problem: tier.visibility === 'hidden' ? undefined : problemOf(tier, sale, there) }

  function problemOf({ price: here }: Tier, sale: Sale, there: Price | undefined): string | undefined {
    if (sale === undefined)
      return here === undefined ? `no billing plugin here tells what ${name} costs` : undefined
    if (sale === 'untold') return here === undefined ? `what ${name} costs is not known yet` : undefined
    const remedy = here === undefined ? `make it there` : 'run parlor tiers apply'
    if (listed === undefined) return `there is no price ${name} at the payment provider; ${remedy}`
    if (listed.problem !== undefined) return `the price ${name}: ${listed.problem}; ${remedy}`
    if (there === undefined) return `the price ${name} is in a currency that is not in use`
    if (here === undefined || isSame(here, there)) return undefined
    return `it costs ${priceWords(here)} here and ${priceWords(there)} at the payment provider; ${remedy}`
  }
}

function priceAs({ amount, interval }: ListedPrice): Price | undefined {
  const currency = amount.currency.toUpperCase()
  const exponent = exponentOf(currency)
  if (exponent === undefined) return undefined
  return { amount: Math.round(amount.micros / 10 ** (6 - exponent)), currency, exponent, interval }
}

function isSame(one: Price, other: Price): boolean {
  return one.amount === other.amount && one.currency === other.currency && one.interval === other.interval
}
