import type { Knex } from 'knex'
import type { Snapshot } from '../account/session.ts'
import type { Database } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'
import type { BillingSlot } from './ask-billing.ts'
import { decide, renewalLeewayMs, type Entitlement } from './entitlement.ts'
import { EntitlementRow } from './records.ts'
import type { Tiers } from './tiers.ts'

const postponeMs = 10 * 60_000

/** What billing last said of all of an account's subscriptions, the one that runs longest first. */
export async function readSubscriptions(database: Knex, account: string): Promise<readonly EntitlementRow[]> {
  return await EntitlementRow.query(database)
    .where({ account_id: account })
    .orderByRaw(`status = 'ended', until desc, subscription`)
}

/** What the account may do now, read from its rows. */
export async function readEntitlement(database: Knex, account: string, tiers: Tiers): Promise<Entitlement> {
  const rows = await EntitlementRow.query(database)
    .where({ account_id: account })
    .whereNot({ status: 'ended' })
  return decide(rows.map(snapshotOf), tiers, new Date())
}

export function snapshotOf(row: EntitlementRow): Snapshot {
  const { price, status, periodFrom, until, ends, dueSince, frozen, countsFrom } = row
  return { price, status, from: periodFrom, until, ends, dueSince, frozen, countsFrom }
}

/** Whether it goes on, or may go on again, as far as anybody said. */
export function isLiving({ status, ends, until }: EntitlementRow, now: Date): boolean {
  return status !== 'ended' && !(ends && until <= now)
}

/** Whether it goes on and is paid for: a second one would be paid for nothing. */
export function isRunning(row: EntitlementRow, now: Date): boolean {
  const isPaid = row.status === 'active' || row.status === 'trial' || row.status === 'past-due'
  return isPaid && !row.ends && row.until.getTime() + renewalLeewayMs > now.getTime()
}

/**
 * Whether a plugin's subscriptions are paid for. One that sells nothing gives them, and what is given neither keeps
 * anybody from buying nor is there to be cancelled. A plugin that is no longer there sold them, as far as anybody knows.
 */
export function isSold(
  billings: readonly BillingSlot[],
  { plugin }: Pick<EntitlementRow, 'plugin'>,
): boolean {
  const slot = billings.find((entry) => entry.name === plugin)
  return slot === undefined || slot.billing.checkout !== undefined
}

/** The one that a person means by "my subscription": what is paid for before what is given, and the latest when all have ended. */
export function mainSubscription(
  rows: readonly EntitlementRow[],
  billings: readonly BillingSlot[],
  now: Date,
): EntitlementRow | undefined {
  const living = rows.filter((row) => isLiving(row, now))
  const sold = living.filter((row) => isSold(billings, row))
  return sold.find((row) => isRunning(row, now)) ?? sold[0] ?? living[0] ?? rows[0]
}

/** The subscription that a wish of its owner concerns, with its plugin. Throws `not-found` when there is none. */
export async function findSubscription(
  { database, billings }: { readonly database: Database; readonly billings: readonly BillingSlot[] },
  account: string,
): Promise<{ readonly row: EntitlementRow; readonly slot: BillingSlot }> {
  const now = new Date()
  const row = mainSubscription(await readSubscriptions(database.knex, account), billings, now)
  if (row === undefined || !isLiving(row, now))
    throw new PlatformError('not-found', 'There is no subscription')
  return { row, slot: slotNamed(billings, row.plugin) }
}

export function slotNamed(billings: readonly BillingSlot[], name: string): BillingSlot {
  const slot = billings.find((entry) => entry.name === name)
  if (slot === undefined) throw new PlatformError('unavailable', `No plugin ${name} fills the slot billing`)
  return slot
}

/** Subscriptions whose period is over and of which billing has not spoken since, for the sweeper. */
export async function dueRenewals(database: Database, limit: number): Promise<readonly string[]> {
  const rows = await EntitlementRow.query(database.knex)
    .whereNot('status', 'ended')
    .whereRaw('check_at < now()')
    .orderBy('check_at')
    .limit(limit)
    .select('plugin', 'subscription')
  return rows.map(({ plugin, subscription }) => JSON.stringify([plugin, subscription]))
}

/** A renewal that could not be looked up waits, so that it does not crowd out the others. */
export async function postponeRenewal(
  database: Database,
  { plugin, ref }: { readonly plugin: string; readonly ref: string },
): Promise<void> {
  await database
    .knex('entitlement')
    .where({ plugin, subscription: ref })
    .update({ check_at: database.knex.raw(`now() + ? * interval '1 millisecond'`, [postponeMs]) })
}
