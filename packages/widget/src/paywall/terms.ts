import { msg, str } from '@lit/localize'
import type { Tier } from '../api/shapes.ts'
import { dayWords } from '../shell/when.ts'
import { formatPrice, priceWords, renewal } from './price.ts'

/** How many days of a tier are free for this person: only the first subscription begins with them. */
export function freeDays({ trialDays }: Tier, hadOne: boolean): number {
  return hadOne ? 0 : (trialDays ?? 0)
}

/** "7 days free, then $14.99 per month" */
export function trialWords(tier: Tier, days: number): string {
  return days === 1
    ? msg(str`1 day free, then ${priceWords(tier.price)}`)
    : msg(str`${days} days free, then ${priceWords(tier.price)}`)
}

/** Everything that somebody who presses the button agrees to: what is paid, when, how often, and how it ends. */
export function termWords(tier: Tier, days: number, now = new Date()): string {
  const { price } = tier
  if (days === 0)
    return msg(
      str`${priceWords(price)}. It renews ${renewal(price)} until you cancel, in Settings, at any time; you keep what you paid for.`,
    )
  const first = new Date(now)
  first.setDate(first.getDate() + days)
  return msg(
    str`Nothing is charged today. From ${dayWords(first.toISOString())} it is ${formatPrice(price)} ${renewal(price)}, until you cancel in Settings. Cancel before that day and you pay nothing.`,
  )
}
