/** `amount` in the currency's minor units: 1499 with exponent 2 is 14.99. */
export type Price = {
  readonly amount: number
  readonly currency: string
  readonly exponent: number
  readonly interval: 'day' | 'week' | 'month' | 'year'
}

/** Digits after the point in this currency; undefined for a currency that there is not, by the platform's CLDR data. */
export function exponentOf(currency: string): number | undefined {
  if (!Intl.supportedValuesOf('currency').includes(currency)) return undefined
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits
}

/** A decimal text as minor units, or what is wrong with which field of the price. */
export function minorUnits(
  amount: string,
  currency: string,
):
  | { readonly amount: number; readonly exponent: number }
  | { readonly field: string; readonly wrong: string } {
  const exponent = exponentOf(currency)
  if (exponent === undefined) return { field: 'currency', wrong: `${currency} is no currency that is in use` }
  const [whole = '', decimals = ''] = amount.split('.')
  const wrong = (words: string) => ({ field: 'amount', wrong: words })
  if (decimals.length > exponent) {
    const many = exponent === 0 ? 'no' : `at most ${exponent}`
    return wrong(`must be a price in ${currency} with ${many} decimals`)
  }
  if (whole.length > 7) return wrong('must be less than 10,000,000')
  const minor = Number(`${whole}${decimals.padEnd(exponent, '0')}`)
  return minor === 0 ? wrong('must be more than 0') : { amount: minor, exponent }
}

/** Such as `14.99 USD a month`. */
export function priceWords({ amount, currency, exponent, interval }: Price): string {
  return `${(amount / 10 ** exponent).toFixed(exponent)} ${currency} a ${interval}`
}
