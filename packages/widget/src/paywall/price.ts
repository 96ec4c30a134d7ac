import { msg, str } from '@lit/localize'
import type { Amount, Price } from '../api/shapes.ts'

/** The amount as people write it where the browser is at home: `$14.99`, `14,99 €`, `¥1,800`. */
export function formatPrice({ amount, currency, exponent }: Amount, locale?: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  })
  return format.format(amount / 10 ** exponent)
}

/** "per month" and its kin, to stand behind the price. */
export function perInterval({ interval }: Price): string {
  if (interval === 'day') return msg('per day')
  if (interval === 'week') return msg('per week')
  if (interval === 'year') return msg('per year')
  return msg('per month')
}

/** "$14.99 per month" */
export function priceWords(price: Price): string {
  return msg(str`${formatPrice(price)} ${perInterval(price)}`)
}

/** How often it renews, for the line before the button. */
export function renewal({ interval }: Price): string {
  if (interval === 'day') return msg('every day')
  if (interval === 'week') return msg('every week')
  if (interval === 'year') return msg('every year')
  return msg('every month')
}
