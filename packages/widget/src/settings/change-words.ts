import { msg, str } from '@lit/localize'
import type { ChangePreview, Tier } from '../api/shapes.ts'
import { formatPrice, priceWords } from '../paywall/price.ts'
import { dayWords } from '../shell/when.ts'

/** What a change bills or credits now, and what comes after it. */
export function changeWords({ due, until }: ChangePreview, { price }: Tier): string {
  const after = msg(str`From ${dayWords(until)} it is ${priceWords(price)}.`)
  return `${nowWords(due)} ${after}`
}

function nowWords(due: ChangePreview['due']): string {
  if (due.amount > 0) return msg(str`You pay ${formatPrice(due)} now, for what is left of this period.`)
  if (due.amount === 0) return msg('Nothing is charged now.')
  const credit = formatPrice({ ...due, amount: -due.amount })
  return msg(str`Nothing is charged now: ${credit} are taken off your next payments.`)
}
