import type { Invoice, Money, Subscription } from '@parlor/plugin-kit'
import type { Entry } from './ledger.ts'
import { after, periods } from './period.ts'
import { refOf, type Purchase } from './purchase.ts'

const dayMs = 86_400_000

/** A subscription as it begins: with free days nothing is billed before they are over. */
export function begun(bought: Purchase, outcome: Entry['outcome'], now: Date): Entry {
  const at = now.toISOString()
  const { trialDays = 0 } = bought
  return {
    ...bought,
    outcome,
    startedAt: at,
    countedFrom: new Date(now.getTime() + trialDays * dayMs).toISOString(),
    endsAt: outcome === 'declined' ? at : null,
    changedAt: at,
    billed: [],
    billedUntil: null,
    credit: 0,
    dueSince: null,
    card: null,
  }
}

/** How it stands, as the contract says it. */
export function standing(entry: Entry, now: Date, payUrl: (since: string) => string): Subscription {
  const until = entry.endsAt === null ? periodEnd(entry, now) : new Date(entry.endsAt)
  return {
    ref: refOf(entry.id),
    account: entry.account,
    price: entry.price,
    status: statusOf(entry, until, now),
    from: isFree(entry, now)
      ? new Date(entry.startedAt)
      : (starts(entry, now).at(-1) ?? new Date(entry.startedAt)),
    until,
    ends: entry.endsAt !== null,
    ...(entry.dueSince === null
      ? {}
      : { dueSince: new Date(entry.dueSince), payUrl: payUrl(entry.dueSince) }),
  }
}

function statusOf(entry: Entry, until: Date, now: Date): Subscription['status'] {
  if (entry.outcome === 'pending') return 'pending'
  if (until <= now) return 'ended'
  if (entry.dueSince !== null) return 'past-due'
  return isFree(entry, now) ? 'trial' : 'active'
}

export function isFree(entry: Entry, now: Date): boolean {
  return new Date(entry.countedFrom) > now
}

/** When the running period ends: for free days, with them. */
export function periodEnd(entry: Entry, now: Date): Date {
  const from = new Date(entry.countedFrom)
  if (from > now) return from
  return after(from, entry.interval, periods(from, entry.interval, now).length)
}

/** The starts of the paid periods, the running one last. */
export function starts(entry: Entry, now: Date): Date[] {
  const from = new Date(entry.countedFrom)
  if (entry.outcome !== 'paid' || from > now) return []
  const all = periods(from, entry.interval, now)
  const end = entry.endsAt === null ? undefined : new Date(entry.endsAt)
  return end === undefined ? all : all.filter((start) => start < end)
}

/** Everything that was paid, oldest first. */
export function payments(entry: Entry, now: Date): { readonly at: Date; readonly total: Money }[] {
  const since = entry.billedUntil === null ? undefined : new Date(entry.billedUntil)
  let { credit } = entry
  const renewals = starts(entry, now)
    .filter((start) => since === undefined || start > since)
    .map((at) => {
      const taken = Math.min(credit, entry.amount.micros)
      credit -= taken
      return { at, total: { micros: entry.amount.micros - taken, currency: entry.amount.currency } }
    })
  const before = entry.billed.map(({ at, total }) => ({
    at: new Date(at),
    total: { micros: total.micros, currency: total.currency },
  }))
  return [...before, ...renewals]
}

/** Newest first; `pageOf` is where what is open can be paid. */
export function invoices(entry: Entry, now: Date, pageOf: (since: string) => string): Invoice[] {
  const paid: Invoice[] = payments(entry, now).map(({ at, total }, index) => ({
    id: `${refOf(entry.id)}-${index + 1}`,
    at,
    total,
    status: 'paid',
  }))
  const open: Invoice[] =
    entry.dueSince === null
      ? []
      : [
          {
            id: `${refOf(entry.id)}-due`,
            at: new Date(entry.dueSince),
            total: { micros: entry.amount.micros, currency: entry.amount.currency },
            status: 'open',
            url: pageOf(entry.dueSince),
          },
        ]
  return [...open, ...paid.toReversed()]
}

/** A renewal and an end that came are changes too, though nobody wrote them down. */
export function lastChange(entry: Entry, now: Date): Date {
  const moments = [new Date(entry.changedAt), ...starts(entry, now)]
  if (entry.endsAt !== null && new Date(entry.endsAt) <= now) moments.push(new Date(entry.endsAt))
  return new Date(Math.max(...moments.map((moment) => moment.getTime())))
}

/** What was billed so far is written down, before the terms that it is computed from change. */
export function settled(entry: Entry, now: Date): Entry {
  const billed = payments(entry, now).map(({ at, total }) => ({ at: at.toISOString(), total }))
  const used = billed.length - entry.billed.length
  const credit = Math.max(0, entry.credit - used * entry.amount.micros)
  return { ...entry, billed, billedUntil: now.toISOString(), credit, changedAt: now.toISOString() }
}
