import type { Billing } from '@parlor/plugin-kit'
import type { Knex } from 'knex'
import { appendAudit } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { within } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'
import { decide, type Entitlement } from './entitlement.ts'
import { EntitlementRow } from './records.ts'
import type { Tiers } from './tiers.ts'

/** A billing call from the web process: the only outside calls it makes. */
const billingTimeoutMs = 10_000

export type BillingSlot = { readonly name: string; readonly billing: Billing }

/** What the account may do now, read from its row. */
export async function readEntitlement(database: Knex, account: string, tiers: Tiers): Promise<Entitlement> {
  const row = await EntitlementRow.query(database).findById(account)
  return decide(row, tiers, new Date())
}

/**
 * Refetches a subscription and writes what it says: the one path for a webhook, the return from checkout,
 * a cancellation and reconciliation, so that order and repetition do not matter.
 *
 * Returns the account it belongs to. A fetch that began before the one last written changes nothing.
 */
export async function applySubscription(database: Database, slot: BillingSlot, ref: string): Promise<string> {
  const fetchedAt = new Date()
  const state = await slot.billing.fetch(ref, billingCall(`fetch:${ref}`))
  let doubled = false
  await database.knex.transaction(async (transaction) => {
    const before = await EntitlementRow.query(transaction).findById(state.account).forUpdate()
    if (before !== undefined) {
      const sameSubscription = before.plugin === slot.name && before.subscription === state.ref
      if (sameSubscription && before.fetchedAt > fetchedAt) return
      // An old subscription that ended must not take away a newer one.
      if (!sameSubscription && state.status === 'ended' && before.status !== 'ended') return
      if (!sameSubscription && isRunning(before)) {
        // Told once: the one that is already ending needs no second cancellation.
        if (state.ends) return
        doubled = true
        await appendAudit(transaction, {
          actor: `plugin:${slot.name}`,
          account: state.account,
          type: 'subscription-doubled',
          data: { kept: before.subscription, ended: state.ref },
        })
        return
      }
    }
    const after = {
      tier: state.price,
      until: state.until,
      status: state.status,
      ends: state.ends,
      plugin: slot.name,
      subscription: state.ref,
      fetchedAt,
    }
    await EntitlementRow.query(transaction)
      .insert({ accountId: state.account, ...after })
      .onConflict('account_id')
      .merge()
    const isNews =
      before === undefined ||
      before.subscription !== after.subscription ||
      before.status !== after.status ||
      before.ends !== after.ends ||
      before.tier !== after.tier ||
      before.until.getTime() !== after.until.getTime()
    if (!isNews) return
    await appendAudit(transaction, {
      actor: `plugin:${slot.name}`,
      account: state.account,
      type: 'subscription-changed',
      data: {
        subscription: state.ref,
        tier: after.tier,
        status: after.status,
        ends: after.ends,
        until: after.until.toISOString(),
      },
    })
  })
  // Two checkouts were open and both were paid: the one that came second must not go on billing.
  if (doubled) await slot.billing.cancel(state.ref, billingCall(`doubled:${state.ref}`))
  return state.account
}

/** Accounts whose period is over and of which billing has not spoken since, for the sweeper. */
export async function dueRenewals(database: Database, limit: number): Promise<readonly string[]> {
  const rows = await EntitlementRow.query(database.knex)
    .whereNot('status', 'ended')
    .whereRaw('until < now()')
    .whereRaw(`fetched_at < now() - interval '5 minutes'`)
    .limit(limit)
    .select('account_id')
  return rows.map((row) => row.accountId)
}

function isRunning(row: EntitlementRow): boolean {
  return row.status !== 'ended' && !row.ends && row.until.getTime() > Date.now()
}

/** The account's running subscription at a provider. Throws `not-found` when there is none. */
export async function findSubscription(
  database: Database,
  account: string,
): Promise<{ readonly plugin: string; readonly ref: string }> {
  const row = await EntitlementRow.query(database.knex).findById(account)
  if (row === undefined || row.status === 'ended')
    throw new PlatformError('not-found', 'There is no subscription')
  return { plugin: row.plugin, ref: row.subscription }
}

export function billingCall(key: string) {
  return { key, signal: within(billingTimeoutMs) }
}
