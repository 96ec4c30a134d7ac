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
      const proof = receiptIn(ref, secret)
      const entry = proof === undefined ? await entryOf(book, ref) : await record(book, proof, now())
      return standing(entry, now(), payPage(entry))
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
  const { errand, outcome, ...bought } = proof
  const kept = await book.update(proof.id, (entry) => {
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
  if (kept === undefined) throw new Error(`Subscription ${refOf(proof.id)} is not known to the sandbox`)
  return kept
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
  const [id = ''] = ref.replace(/^sbx_/, '').split(':')
  const entry = await book.find(id)
  if (entry === undefined) throw new Error(`Checkout ${refOf(id.slice(0, 36))} is neither paid nor declined`)
  return entry
}
