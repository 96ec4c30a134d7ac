import type { Subscription } from '@parlor/plugin-kit'
import type { Knex } from 'knex'
import type { BillingSlot } from './ask-billing.ts'
import type { BillingGround } from './billing-ground.ts'
import { auditChange, conversationsOf, noteDoubled, raiseAlarm } from './note-subscription.ts'
import { EntitlementRow } from './records.ts'
import { isRunning, isSold, readSubscriptions } from './subscriptions.ts'
import { forgetWishes } from './wishes.ts'

const recheckMs = 5 * 60_000
/** What is not paid changes by somebody's doing, of which word comes: it is looked after now and then. */
const idleRecheckMs = 6 * 3_600_000

/** Which fetch of all it was, and when. */
export type Fetched = { readonly no: string; readonly at: Date }

export type Written = {
  readonly isOurs: boolean
  readonly hasChanged: boolean
  readonly isDoubled: boolean
  /** Whose pages have to hear of it. */
  readonly conversations: readonly string[]
}
const nothingWritten: Written = { isOurs: true, hasChanged: false, isDoubled: false, conversations: [] }

/**
 * Writes what a provider said of a subscription, unless something newer stands there; the one place that writes it.
 *
 * Each subscription has its row, so that an old one that ends takes nothing away from a newer one.
 */
export async function writeSubscription(
  ground: BillingGround,
  transaction: Knex,
  { slot, state, fetched }: { slot: BillingSlot; state: Subscription; fetched: Fetched },
): Promise<Written> {
  const { account } = state
  // The first subscription has no row to lock yet: webhook and return come at the same moment.
  await transaction.raw(`select pg_advisory_xact_lock(hashtextextended('entitlement:' || ?, 0))`, [account])
  const rows = await readSubscriptions(transaction, account)
  const before = rows.find((row) => row.plugin === slot.name && row.subscription === state.ref)
  if (before === undefined && !(await hasAccount(transaction, account))) {
    ground.log.error(`${slot.name} bills a subscription of an account that is not here: ${state.ref}`)
    return { ...nothingWritten, isOurs: false }
  }
  if (before !== undefined && BigInt(before.fetchNo) > BigInt(fetched.no)) return nothingWritten
  const after = rowOf(slot, state, { before, fetched })
  const others = rows.filter((row) => row !== before)
  const isFound = before?.doubled == null && isSecond(ground, after, others)
  const doubled = isFound ? 'found' : (before?.doubled ?? null)
  // The cancellation is asked for after the commit: should it be lost, the next look asks again.
  const isDoubled = doubled === 'found' && isRunning(after, new Date())
  after.doubled = doubled
  if (isDoubled) after.checkAt = new Date(fetched.at.getTime() + recheckMs)
  await EntitlementRow.query(transaction).insert(after).onConflict(['plugin', 'subscription']).merge()
  if (!isNews(before, after) && !isFound) return { ...nothingWritten, isDoubled }
  await forgetWishes(transaction, account)
  await auditChange(transaction, slot, after)
  if (isFound) await noteDoubled(ground, transaction, slot, { after, others })
  await raiseAlarm(ground, transaction, slot, after)
  const conversations = await conversationsOf(transaction, account)
  return { isOurs: true, hasChanged: true, isDoubled, conversations }
}

function rowOf(
  slot: BillingSlot,
  state: Subscription,
  { before, fetched }: { readonly before: EntitlementRow | undefined; readonly fetched: Fetched },
): EntitlementRow {
  const isPaid = state.status === 'active' || state.status === 'trial'
  const wait = fetched.at.getTime() + (isPaid ? recheckMs : idleRecheckMs)
  return EntitlementRow.fromJson({
    plugin: slot.name,
    subscription: state.ref,
    accountId: state.account,
    price: state.price,
    periodFrom: state.from,
    until: state.until,
    status: state.status,
    ends: state.ends,
    dueSince: state.dueSince ?? null,
    payUrl: state.payUrl ?? null,
    frozen: state.frozen ?? null,
    countsFrom: countsFrom(before, state),
    hadTrial: before?.hadTrial === true || state.status === 'trial',
    fetchedAt: fetched.at,
    fetchNo: fetched.no,
    // When the period is over, and not again at once where the provider has nothing new to say.
    checkAt: isPaid ? new Date(Math.max(state.until.getTime(), wait)) : new Date(wait),
  })
}

/**
 * A renewal and the end of a trial begin a new period of units, another tier in the middle does not: who changes there
 * and back has not paid twice.
 */
function countsFrom(before: EntitlementRow | undefined, { from, status }: Subscription): Date {
  const began = before?.countsFrom ?? before?.periodFrom ?? null
  if (before === undefined || began === null) return from
  const isRenewed = from >= before.until
  const isFirstPaid = (before.status === 'trial' || before.status === 'pending') && status !== before.status
  return isRenewed || (isFirstPaid && from > began) ? from : began
}

/** Two checkouts were open and both were paid: the one that came second must not go on billing. */
function isSecond(
  { billings }: BillingGround,
  row: EntitlementRow,
  others: readonly EntitlementRow[],
): boolean {
  const isPaidFor = (one: EntitlementRow) => isSold(billings, one) && isRunning(one, new Date())
  return isPaidFor(row) && others.some((other) => other.doubled === null && isPaidFor(other))
}

function isNews(before: EntitlementRow | undefined, after: EntitlementRow): boolean {
  return (
    before === undefined ||
    before.status !== after.status ||
    before.ends !== after.ends ||
    before.price !== after.price ||
    before.frozen !== after.frozen ||
    before.payUrl !== after.payUrl ||
    before.until.getTime() !== after.until.getTime() ||
    before.periodFrom?.getTime() !== after.periodFrom?.getTime() ||
    before.dueSince?.getTime() !== after.dueSince?.getTime()
  )
}

async function hasAccount(transaction: Knex, account: string): Promise<boolean> {
  const row = await transaction('users').where({ id: account }).first<{ id: string } | undefined>('id')
  return row !== undefined
}
