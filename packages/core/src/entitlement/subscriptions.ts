import type { Billing, Call, Subscription } from '@parlor/plugin-kit'
import type { Knex } from 'knex'
import type { Snapshot } from '../account/session.ts'
import { appendAudit } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { bounded } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'
import { decide, type Entitlement } from './entitlement.ts'
import { EntitlementRow } from './records.ts'
import type { Tiers } from './tiers.ts'

/** A billing call from the web process: the only outside calls it makes. */
const billingTimeoutMs = 10_000
const recheckMs = 5 * 60_000
const postponeMs = 10 * 60_000

export type BillingSlot = { readonly name: string; readonly billing: Billing }

/** What billing last said of an account, if it ever did. */
export async function readSubscription(database: Knex, account: string): Promise<EntitlementRow | undefined> {
  return await EntitlementRow.query(database).findById(account)
}

function snapshotOf({ price, status, periodFrom, until, ends, dueSince, frozen }: EntitlementRow): Snapshot {
  return { price, status, from: periodFrom, until, ends, dueSince, frozen }
}

/** What the account may do now, read from its row. */
export async function readEntitlement(database: Knex, account: string, tiers: Tiers): Promise<Entitlement> {
  const row = await readSubscription(database, account)
  return decide(row && snapshotOf(row), tiers, new Date())
}

/**
 * Refetches a subscription and writes what it says: the one path for a webhook, the return from checkout,
 * a cancellation and reconciliation, so that order and repetition do not matter.
 *
 * Returns the account it belongs to; undefined: it concerns none here. A fetch that began before the one last written changes nothing.
 */
export async function applySubscription(
  database: Database,
  slot: BillingSlot,
  ref: string,
): Promise<string | undefined> {
  const fetchedAt = new Date()
  const state = await askBilling(`fetch:${ref}`, async (call) => await slot.billing.fetch(ref, call))
  if (state === undefined) return undefined
  const outcome = await database.knex.transaction(
    async (transaction) => await writeSubscription(transaction, slot, state, fetchedAt),
  )
  // Two checkouts were open and both were paid: the one that came second must not go on billing.
  if (outcome === 'doubled')
    await askBilling(`doubled:${state.ref}`, async (call) => await slot.billing.cancel(state.ref, call))
  return state.account
}

async function writeSubscription(
  transaction: Knex,
  slot: BillingSlot,
  state: Subscription,
  fetchedAt: Date,
): Promise<'written' | 'doubled' | 'unchanged'> {
  // The first subscription has no row to lock yet: webhook and return come at the same moment.
  await transaction.raw(`select pg_advisory_xact_lock(hashtextextended('entitlement:' || ?, 0))`, [
    state.account,
  ])
  const before = await readSubscription(transaction, state.account)
  if (before !== undefined) {
    const sameSubscription = before.plugin === slot.name && before.subscription === state.ref
    if (sameSubscription && before.fetchedAt > fetchedAt) return 'unchanged'
    // An old subscription that ended must not take away a newer one.
    if (!sameSubscription && state.status === 'ended' && before.status !== 'ended') return 'unchanged'
    if (!sameSubscription && isRunning(before)) {
      // Told once: the one that is already ending needs no second cancellation.
      if (state.ends) return 'unchanged'
      await appendAudit(transaction, {
        actor: `plugin:${slot.name}`,
        account: state.account,
        type: 'subscription-doubled',
        data: { kept: before.subscription, ended: state.ref },
      })
      return 'doubled'
    }
  }
  const after = {
    price: state.price,
    periodFrom: state.from,
    until: state.until,
    status: state.status,
    ends: state.ends,
    dueSince: state.dueSince ?? null,
    payUrl: state.payUrl ?? null,
    frozen: state.frozen ?? null,
    plugin: slot.name,
    subscription: state.ref,
    fetchedAt,
    // When the period is over, and not again at once where the provider has nothing new to say.
    checkAt: new Date(Math.max(state.until.getTime(), fetchedAt.getTime() + recheckMs)),
  }
  await EntitlementRow.query(transaction)
    .insert({ accountId: state.account, ...after })
    .onConflict('account_id')
    .merge()
  if (!isNews(before, after)) return 'unchanged'
  await appendAudit(transaction, {
    actor: `plugin:${slot.name}`,
    account: state.account,
    type: 'subscription-changed',
    data: {
      subscription: state.ref,
      price: after.price,
      status: after.status,
      ends: after.ends,
      until: after.until.toISOString(),
    },
  })
  return 'written'
}

type Facts = Pick<EntitlementRow, 'price' | 'until' | 'status' | 'ends' | 'frozen' | 'subscription'>

function isNews(before: Facts | undefined, after: Facts): boolean {
  return (
    before === undefined ||
    before.subscription !== after.subscription ||
    before.status !== after.status ||
    before.ends !== after.ends ||
    before.price !== after.price ||
    before.frozen !== after.frozen ||
    before.until.getTime() !== after.until.getTime()
  )
}

/** Accounts whose period is over and of which billing has not spoken since, for the sweeper. */
export async function dueRenewals(database: Database, limit: number): Promise<readonly string[]> {
  const rows = await EntitlementRow.query(database.knex)
    .whereNot('status', 'ended')
    .whereRaw('check_at < now()')
    .orderBy('check_at')
    .limit(limit)
    .select('account_id')
  return rows.map((row) => row.accountId)
}

/** A renewal that could not be looked up waits, so that it does not crowd out the others. */
export async function postponeRenewal(database: Database, account: string): Promise<void> {
  await database
    .knex('entitlement')
    .where({ account_id: account })
    .update({ check_at: database.knex.raw(`now() + ? * interval '1 millisecond'`, [postponeMs]) })
}

/** Whether a subscription goes on and is paid for: a second one would be paid for nothing. */
export function isRunning(row: Pick<EntitlementRow, 'status' | 'ends' | 'until'>): boolean {
  return row.status !== 'ended' && !row.ends && row.until.getTime() > Date.now()
}

/** The account's running subscription at a provider. Throws `not-found` when there is none. */
export async function findSubscription(
  database: Database,
  account: string,
): Promise<{ readonly plugin: string; readonly ref: string }> {
  const row = await readSubscription(database.knex, account)
  if (row === undefined || row.status === 'ended')
    throw new PlatformError('not-found', 'There is no subscription')
  return { plugin: row.plugin, ref: row.subscription }
}

/** Asks a billing plugin, no longer than 10 s. The key is the same for the same wish. */
export async function askBilling<T>(key: string, ask: (call: Call) => Promise<T>): Promise<T> {
  return await bounded(billingTimeoutMs, never, async (signal) => await ask({ key, signal }))
}

const never = new AbortController().signal
