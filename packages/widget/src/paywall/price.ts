import { msg, str } from '@lit/localize'
import type { Price, TierFeature } from '../api/shapes.ts'

/** The amount as people write it where the browser is at home: `$14.99`, `14,99 €`, `¥1,800`. */
export function formatPrice(price: Price, locale?: string): string {
  const { amount, currency, exponent } = price
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

/** How often it renews, for the line before the button. */
export function renewal({ interval }: Price): string {
  if (interval === 'day') return msg('every day')
  if (interval === 'week') return msg('every week')
  if (interval === 'year') return msg('every year')
  return msg('every month')
}

/** What a tier brings, in words; features that we have no words for stay silent. */
export function describeFeature(feature: TierFeature): string | undefined {
  if (feature.id === 'chat') return describeChat(feature)
  if (feature.id !== 'photos') return undefined
  if (typeof feature.limit !== 'number') return msg('Photos without a limit')
  return feature.per === 'day'
    ? msg(str`${feature.limit} photos a day`)
    : msg(str`${feature.limit} photos a month`)
}

function describeChat({ limit, per }: TierFeature): string {
  if (typeof limit !== 'number') return msg('Unlimited messages')
  return per === 'day' ? msg(str`${limit} messages a day`) : msg(str`${limit} messages a month`)
}
