import type { Money } from '@parlor/plugin-kit'

/** What the endpoint asks for a million tokens, in the currency's unit. */
export type Price = { readonly input: number; readonly output: number; readonly currency: string }

/** Estimated: discounts, such as the one on cached tokens, are not known here. */
export function costOf(usage: { readonly input: number; readonly output: number }, price: Price): Money {
  // A price for a million tokens is one in millionths for each
  const micros = Math.round(usage.input * price.input + usage.output * price.output)
  return { micros, currency: price.currency, estimated: true }
}
