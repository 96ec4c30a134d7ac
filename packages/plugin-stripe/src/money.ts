import type { Money } from '@parlor/plugin-kit'

/** https://docs.stripe.com/currencies#zero-decimal; ISK and UGX have none either, but are still given with two. */
const withoutDecimals = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '))
const withThreeDecimals = new Set('BHD JOD KWD OMR TND'.split(' '))

/** How many millionths of the currency are one of what Stripe counts in. */
function unitMicros(currency: string): number {
  if (withoutDecimals.has(currency)) return 1_000_000
  return withThreeDecimals.has(currency) ? 1_000 : 10_000
}

/** Stripe's `amount` and lower-case `currency` as money. */
export function moneyOf(amount: number, currency: string): Money {
  const code = currency.toUpperCase()
  return { micros: amount * unitMicros(code), currency: code }
}

/** Money as Stripe counts it. Throws where it is finer than that. */
export function amountOf({ micros, currency }: Money): {
  readonly amount: number
  readonly currency: string
} {
  const amount = micros / unitMicros(currency)
  if (!Number.isInteger(amount))
    throw new Error(`${micros} millionths of ${currency} cannot be charged exactly`)
  return { amount, currency: currency.toLowerCase() }
}

/** For the operator's eyes: `14.99 USD a month`. */
export function wordsOf({ micros, currency }: Money, interval: string): string {
  const digits = { 1_000_000: 0, 10_000: 2, 1_000: 3 }[unitMicros(currency)] ?? 2
  return `${(micros / 1_000_000).toFixed(digits)} ${currency} a ${interval}`
}
