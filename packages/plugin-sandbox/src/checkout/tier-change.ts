import type { Money, Offer } from '@parlor/plugin-kit'
import { isFree, periodEnd, settled, starts } from './account-book.ts'
import type { Entry } from './ledger.ts'
import { after } from './period.ts'

export type ChangeTerms = {
  readonly due: Money
  /** When the next payment is. */
  readonly until: Date
}

/**
 * What a change bills at once. Within one interval the period stays, and what is left of it is paid by the day;
 * another interval begins a new period, and what is left of the old one is taken off.
 */
export function changeTerms(entry: Entry, to: Offer, now: Date): ChangeTerms {
  if (to.amount.currency !== entry.amount.currency)
    throw new Error(`A subscription in ${entry.amount.currency} cannot become one in ${to.amount.currency}`)
  const { currency } = to.amount
  const end = periodEnd(entry, now)
  if (isFree(entry, now)) return { due: { micros: 0, currency }, until: end }
  const start = starts(entry, now).at(-1) ?? now
  const left = (end.getTime() - now.getTime()) / (end.getTime() - start.getTime())
  const isSameInterval = to.interval === entry.interval
  const owed = isSameInterval ? to.amount.micros * left : to.amount.micros
  const due = inCoins(owed - entry.amount.micros * left, currency)
  return {
    due: { micros: due, currency },
    until: isSameInterval ? end : after(now, to.interval, 1),
  }
}

export function changed(entry: Entry, to: Offer, now: Date): Entry {
  const { due, until } = changeTerms(entry, to, now)
  const before = settled(entry, now)
  const at = now.toISOString()
  const startsAnew = to.interval !== entry.interval && !isFree(entry, now)
  return {
    ...before,
    price: to.price,
    name: to.name,
    amount: to.amount,
    interval: to.interval,
    countedFrom: startsAnew ? at : entry.countedFrom,
    // who has cancelled still has
    endsAt: entry.endsAt === null ? null : until.toISOString(),
    billed: due.micros > 0 ? [...before.billed, { at, total: due }] : before.billed,
    credit: before.credit + Math.max(0, -due.micros),
  }
}

/** To the smallest coin there is: a yen has no hundredths. */
function inCoins(micros: number, currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const coin = 10 ** (6 - (format.resolvedOptions().maximumFractionDigits ?? 2))
  return Math.round(micros / coin) * coin
}
