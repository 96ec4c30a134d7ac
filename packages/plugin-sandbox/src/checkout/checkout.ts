import { randomUUID } from 'node:crypto'
import type { Billing, CheckoutOrder, Subscription } from '@parlor/plugin-kit'
import { type Entry, type Ledger, ledger } from './ledger.ts'
import { after, periods } from './period.ts'
import { type Purchase, receipt, type Receipt, refOf } from './purchase.ts'
import { settlement } from './settlement.ts'
import { seal, unseal } from './token.ts'

export type CheckoutOptions = {
  readonly folder: string
  readonly secret: string
  /** Where the portal is reached; the checkout page stands at `<publicUrl>/sandbox/checkout/<token>`. */
  readonly publicUrl: string
  /** The clock; tests move it. */
  readonly now?: () => Date
}

/**
 * Billing that moves no money: a local page asks "pay or decline", a JSON file for each subscription remembers.
 *
 * A checkout is only a sealed link; nothing is stored until its page has answered (see `settlement`).
 * `{ref}` in the order's `returnUrl` becomes the subscription's ref. A paid subscription renews itself
 * until it is cancelled.
 */
export function checkout({ folder, secret, publicUrl, now = () => new Date() }: CheckoutOptions) {
  const book = ledger(folder)
  const base = publicUrl.replace(/\/+$/, '')

  return {
    async checkout(order: CheckoutOrder) {
      const id = randomUUID()
      const { account, price, name, amount, interval } = order
      const bought: Purchase = { id, account, price, name, amount, interval }
      const returnUrl = order.returnUrl.replaceAll('{ref}', refOf(id)).replaceAll('%7Bref%7D', refOf(id))
      const token = seal('checkout', { ...bought, returnUrl, cancelUrl: order.cancelUrl }, secret)
      return { url: `${base}/sandbox/checkout/${token}` }
    },

    async fetch(ref: string) {
      const proof = receiptIn(ref, secret)
      const entry = proof === undefined ? await entryOf(book, ref) : await record(book, proof, now())
      return subscription(entry, now())
    },

    async cancel(ref: string) {
      const known = await entryOf(book, ref)
      await book.update(known.id, (entry) => {
        const changes = entry !== undefined && entry.outcome === 'paid' && entry.endsAt === null
        return changes
          ? { ...entry, endsAt: periodEnd(entry, now()).toISOString(), changedAt: now().toISOString() }
          : undefined
      })
    },

    async resume(ref: string) {
      const known = await entryOf(book, ref)
      await book.update(known.id, (entry) => {
        if (entry === undefined || entry.endsAt === null) return undefined
        if (entry.outcome === 'declined' || new Date(entry.endsAt) <= now())
          throw new Error(`Subscription ${refOf(entry.id)} has already ended`)
        return { ...entry, endsAt: null, changedAt: now().toISOString() }
      })
    },

    async invoices(ref: string) {
      const entry = await entryOf(book, ref)
      return paidPeriods(entry, now()).map((at, index) => ({
        id: `${refOf(entry.id)}-${index + 1}`,
        at,
        total: total(entry),
        status: 'paid' as const,
        url: `${base}/`,
      }))
    },

    async changed(since: Date) {
      const entries = await book.all()
      return entries.filter((entry) => lastChange(entry, now()) >= since).map((entry) => refOf(entry.id))
    },

    webhook: settlement(secret),
  } satisfies Billing
}

/** The sealed receipt in a webhook's ref; `undefined` for the short ref. */
function receiptIn(ref: string, secret: string): Receipt | undefined {
  const split = ref.indexOf(':')
  if (split === -1) return undefined
  const proof = receipt.safeParse(unseal('receipt', ref.slice(split + 1), secret))
  if (!proof.success) throw new Error('The receipt in this ref was not made by the sandbox')
  return proof.data
}

/** Books a receipt once. A payment follows a decline; nothing undoes a payment. */
async function record(book: Ledger, proof: Receipt, now: Date): Promise<Entry> {
  const at = now.toISOString()
  const fresh: Entry = {
    ...proof,
    startedAt: at,
    endsAt: proof.outcome === 'paid' ? null : at,
    changedAt: at,
  }
  const kept = await book.update(proof.id, (entry) => {
    const isNew = entry === undefined || (entry.outcome === 'declined' && proof.outcome === 'paid')
    return isNew ? fresh : undefined
  })
  return kept ?? fresh
}

async function entryOf(book: Ledger, ref: string): Promise<Entry> {
  const [id = ''] = ref.replace(/^sbx_/, '').split(':')
  const entry = await book.find(id)
  if (entry === undefined) throw new Error(`Checkout ${refOf(id.slice(0, 36))} is neither paid nor declined`)
  return entry
}

function subscription(entry: Entry, now: Date): Subscription {
  const until = entry.endsAt === null ? periodEnd(entry, now) : new Date(entry.endsAt)
  return {
    ref: refOf(entry.id),
    account: entry.account,
    price: entry.price,
    status: until > now ? 'active' : 'ended',
    from: paidPeriods(entry, now).at(-1) ?? new Date(entry.startedAt),
    until,
    ends: entry.endsAt !== null,
  }
}

function periodEnd(entry: Entry, now: Date): Date {
  const start = new Date(entry.startedAt)
  return after(start, entry.interval, periods(start, entry.interval, now).length)
}

function paidPeriods(entry: Entry, now: Date): Date[] {
  if (entry.outcome === 'declined') return []
  const starts = periods(new Date(entry.startedAt), entry.interval, now)
  const end = entry.endsAt === null ? undefined : new Date(entry.endsAt)
  return end === undefined ? starts : starts.filter((start) => start < end)
}

/** A renewal and an end that came are changes too, though nobody wrote them down. */
function lastChange(entry: Entry, now: Date): Date {
  const moments = [new Date(entry.changedAt), ...paidPeriods(entry, now)]
  if (entry.endsAt !== null && new Date(entry.endsAt) <= now) moments.push(new Date(entry.endsAt))
  return new Date(Math.max(...moments.map((moment) => moment.getTime())))
}

/** Rebuilt, since zod's optional `estimated` may be `undefined` where the contract has none. */
function total({ amount }: Entry): { readonly micros: number; readonly currency: string } {
  return { micros: amount.micros, currency: amount.currency }
}
