import type { SubscriptionStatus } from '@parlor/plugin-kit'
import { appendAudit } from '../audit/append.ts'
import { conversationChannel } from '../event/bus.ts'
import { PlatformError } from '../platform-error.ts'
import { askBilling, type BillingSlot } from './ask-billing.ts'
import type { BillingGround } from './billing-ground.ts'
import { conversationsOf } from './note-subscription.ts'
import { EntitlementRow } from './records.ts'
import { writeSubscription, type Fetched } from './write-subscription.ts'

const statuses: ReadonlySet<string> = new Set<SubscriptionStatus>([
  'trial', 'active', 'past-due', 'unpaid', 'paused', 'pending', 'ended', 'unknown',
]) // prettier-ignore

export type Applied = {
  /** Undefined: it concerns nobody here. */
  readonly account: string | undefined
  readonly hasChanged: boolean
}

/**
 * Refetches a subscription and writes what it says: the one path for a webhook, the return from a page of the provider,
 * a cancellation and reconciliation, so that order and repetition do not matter. A fetch that began before the one
 * last written changes nothing.
 *
 * Pages that lie open hear of each change. With `account`, one that belongs to somebody else, or to nobody, throws
 * `not-found` and is not written.
 */
export async function applySubscription(
  ground: BillingGround,
  slot: BillingSlot,
  ref: string,
  { account }: { readonly account?: string } = {},
): Promise<Applied> {
  const { database } = ground
  const fetched = await beginFetch(database)
  const told = await askBilling(`fetch:${ref}`, async (call) => await slot.billing.fetch(ref, call))
  if (account !== undefined && told?.account !== account)
    throw new PlatformError('not-found', 'There is no such checkout')
  if (told === undefined) return await applyNothing(ground, slot, ref)
  const state = statuses.has(told.status) ? told : { ...told, status: 'unknown' as const }

  const written = await database.knex.transaction(
    async (transaction) => await writeSubscription(ground, transaction, { slot, state, fetched }),
  )
  tellPages(ground, written.conversations)
  if (written.isDoubled) await endDoubled(ground, slot, state.ref)
  return { account: written.isOurs ? state.account : undefined, hasChanged: written.hasChanged }
}

/** Counted before it is asked: times of two machines, or within one millisecond, say nothing of which was first. */
async function beginFetch({ pool }: BillingGround['database']): Promise<Fetched> {
  const { rows } = await pool.query<Fetched>(
    `select nextval('entitlement_fetch') as no, clock_timestamp() as at`,
  )
  const [fetched] = rows
  if (fetched === undefined) throw new Error('A select without a condition gave no row')
  return fetched
}

/** The provider says that it concerns no account here. If we knew it, nothing is open by it any more. */
async function applyNothing(ground: BillingGround, slot: BillingSlot, ref: string): Promise<Applied> {
  const { database, log } = ground
  log.warn(`${slot.name} told of a subscription that concerns no account here: ${ref}`)
  const { account, conversations } = await database.knex.transaction(async (transaction) => {
    const [row] = await EntitlementRow.query(transaction)
      .where({ plugin: slot.name, subscription: ref })
      .whereNotIn('status', ['ended', 'unknown'])
      .patch({ status: 'unknown' })
      .returning('account_id')
    await appendAudit(transaction, {
      actor: `plugin:${slot.name}`,
      ...(row === undefined ? {} : { account: row.accountId }),
      type: 'subscription-not-ours',
      data: { subscription: ref },
    })
    if (row === undefined) return { account: undefined, conversations: [] }
    return { account: row.accountId, conversations: await conversationsOf(transaction, row.accountId) }
  })
  tellPages(ground, conversations)
  return { account, hasChanged: account !== undefined }
}

/** Word for those that lie open; whoever misses it asks again at its next step. */
function tellPages({ bus }: BillingGround, conversations: readonly string[]): void {
  for (const conversation of conversations) bus.publish(conversationChannel(conversation), { type: 'access' })
}

async function endDoubled(ground: BillingGround, slot: BillingSlot, ref: string): Promise<void> {
  await askBilling(`doubled:${ref}`, async (call) => await slot.billing.cancel(ref, call))
  // Once: should its owner take the cancellation back, that is a wish of its own.
  await EntitlementRow.query(ground.database.knex)
    .where({ plugin: slot.name, subscription: ref })
    .patch({ doubled: 'ended' })
  await applySubscription(ground, slot, ref)
}
