import { randomUUID } from 'node:crypto'
import type { Billing, CheckoutOrder, Offer } from '@parlor/plugin-kit'
import { begun, invoices, lastChange, periodEnd, settled, standing } from './account-book.ts'
import { type Entry, type Ledger, ledger } from './ledger.ts'
import { errand, type Errand, purchase, type Purchase, receipt, type Receipt, refOf } from './purchase.ts'
import { settlement } from './settlement.ts'
import { changed, changeTerms } from './tier-change.ts'
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
 * Billing that moves no money: local pages ask what shall happen, a JSON file for each subscription remembers.
 *
 * A page's address is only a sealed link; nothing is stored until the page has answered (see `settlement`).
 * `{ref}` in a `returnUrl` becomes the subscription's ref. A paid subscription renews itself until it is cancelled.
 */
export function checkout({ folder, secret, publicUrl, now = () => new Date() }: CheckoutOptions) {
  const book = ledger(folder)
  const base = publicUrl.replace(/\/+$/, '')
  const pageFor = (bought: Purchase, what: Errand, urls: { returnUrl: string; cancelUrl: string }) => {
    const returnUrl = urls.returnUrl
      .replaceAll('{ref}', refOf(bought.id))
      .replaceAll('%7Bref%7D', refOf(bought.id))
    const page = {
      ...purchase.parse(bought),
      errand: errand.parse(what),
      returnUrl,
      cancelUrl: urls.cancelUrl,
    }
    return `${base}/sandbox/checkout/${seal('checkout', page, secret)}`
  }
  const payPage = (entry: Entry) => (since: string) =>
    pageFor(entry, { kind: 'due', since }, { returnUrl: `${base}/`, cancelUrl: `${base}/` })

  /** What cannot be done with what has ended is refused. */
  const update = async (ref: string, change: (entry: Entry) => Entry | undefined) => {
    const { id } = await entryOf(book, ref)
    await book.update(id, (entry) => (entry === undefined ? undefined : change(entry)))
  }
  /** Undefined: that receipt was not made here. */
  const bookReceipt = async (ref: string): Promise<Entry | undefined> => {
    const proof = receipt.safeParse(unseal('receipt', ref.slice(ref.indexOf(':') + 1), secret))
    return proof.success ? await record(book, proof.data, now()) : undefined
  }
  const running = async (ref: string): Promise<Entry> => {
    const entry = await entryOf(book, ref)
    assertRuns(entry, now())
    return entry
  }

  return {
    async checkout(order: CheckoutOrder) {
      const { account, price, name, amount, interval, trialDays } = order
      const bought: Purchase = { id: randomUUID(), account, price, name, amount, interval }
      return { url: pageFor({ ...bought, ...(trialDays ? { trialDays } : {}) }, { kind: 'order' }, order) }
    },

    async fetch(ref: string) {
      const entry = ref.includes(':') ? await bookReceipt(ref) : await book.find(idIn(ref))
      return entry === undefined ? undefined : standing(entry, now(), payPage(entry))
    },

    async cancel(ref: string) {
      await update(ref, (entry) => {
        if (entry.outcome === 'declined' || entry.endsAt !== null) return undefined
        const end = entry.outcome === 'paid' ? periodEnd(entry, now()) : now()
        return { ...entry, endsAt: end.toISOString(), changedAt: now().toISOString() }
      })
    },

    async resume(ref: string) {
      await update(ref, (entry) => {
        if (entry.endsAt === null) return undefined
        assertRuns(entry, now())
        return { ...entry, endsAt: null, changedAt: now().toISOString() }
      })
    },

    async change(ref: string, to: Offer) {
      await update(ref, (entry) => {
        assertRuns(entry, now())
        return entry.price === to.price ? undefined : changed(entry, to, now())
      })
      return {}
    },

    async preview(ref: string, to: Offer) {
      return changeTerms(await running(ref), to, now())
    },

    async card(order: { readonly ref: string; readonly returnUrl: string; readonly cancelUrl: string }) {
      return { url: pageFor(await running(order.ref), { kind: 'card', page: randomUUID() }, order) }
    },

    async invoices(ref: string) {
      const entry = await entryOf(book, ref)
      return invoices(entry, now(), payPage(entry))
    },

    async close(ref: string) {
      await update(ref, (entry) => {
        const hasEnded = entry.endsAt !== null && new Date(entry.endsAt) <= now()
        return hasEnded
          ? undefined
          : { ...entry, endsAt: now().toISOString(), changedAt: now().toISOString() }
      })
    },

    async changed(since: Date) {
      const entries = await book.all()
      return entries.filter((entry) => lastChange(entry, now()) >= since).map((entry) => refOf(entry.id))
    },

    webhook: settlement(secret),
  } satisfies Billing
}

function assertRuns(entry: Entry, now: Date): void {
  const hasEnded = entry.endsAt !== null && new Date(entry.endsAt) <= now
  if (hasEnded || entry.outcome !== 'paid')
    throw new Error(`Subscription ${refOf(entry.id)} has already ended`)
}

/** Books a receipt once. A payment follows a decline; nothing undoes a payment. */
async function record(book: Ledger, proof: Receipt, now: Date): Promise<Entry | undefined> {
  const { errand, outcome, ...bought } = proof
  return await book.update(proof.id, (entry) => {
    if (errand.kind === 'order') {
      const isNew = entry === undefined || (entry.outcome !== 'paid' && entry.outcome !== outcome)
      const isAnswer = outcome === 'paid' || outcome === 'declined' || outcome === 'pending'
      return isNew && isAnswer ? begun(purchase.parse(bought), outcome, now) : undefined
    }
    if (entry === undefined) return undefined
    if (errand.kind === 'due')
      return outcome === 'paid' && entry.dueSince === errand.since ? paid(entry, now) : undefined
    const card = `${errand.page}:${outcome}`
    if (entry.card === card) return undefined
    return { ...(outcome === 'failing' ? renewalFailed(entry, now) : paid(entry, now)), card }
  })
}

/** The next period begins now, and its payment did not go through. */
function renewalFailed(entry: Entry, now: Date): Entry {
  if (entry.dueSince !== null) return entry
  const at = now.toISOString()
  return { ...settled(entry, now), countedFrom: at, dueSince: at }
}

function paid(entry: Entry, now: Date): Entry {
  if (entry.dueSince === null) return entry
  const before = settled(entry, now)
  const { amount } = entry
  return { ...before, billed: [...before.billed, { at: now.toISOString(), total: amount }], dueSince: null }
}

async function entryOf(book: Ledger, ref: string): Promise<Entry> {
  const entry = await book.find(idIn(ref))
  if (entry === undefined) throw new Error(`The sandbox knows of no subscription ${ref.slice(0, 40)}`)
  return entry
}

function idIn(ref: string): string {
  return ref.replace(/^sbx_/, '')
}
