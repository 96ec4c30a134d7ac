import type { Money } from '@parlor/plugin-kit'
import { exponentOf } from './price.ts'

/** An amount as it is shown: 1499 with exponent 2 is 14.99; below zero it is a credit. */
export type Amount = { readonly amount: number; readonly currency: string; readonly exponent: number }

/** Money in its currency's own smallest unit: yen have no cents. */
export function amountOf({ micros, currency }: Money): Amount {
  const exponent = exponentOf(currency) ?? 2
  // + 0: there is no minus zero in money.
  return { amount: Math.round(micros / 10 ** (6 - exponent)) + 0, currency, exponent }
}
