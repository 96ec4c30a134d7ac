import { appendAudit } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'
import { applySubscription, askBilling, type BillingSlot } from './subscriptions.ts'

type Subscriber = { readonly account: string; readonly ref: string }

/** Ends a subscription with its period. The wish is on record before the provider is asked. */
export async function cancelSubscription(
  database: Database,
  slot: BillingSlot,
  { account, ref }: Subscriber,
): Promise<void> {
  await noteWish(database, slot, { account, ref, type: 'subscription-cancel-asked' })
  await askBilling(`cancel:${ref}`, async (call) => await slot.billing.cancel(ref, call))
  await applySubscription(database, slot, ref)
}

/** Takes a cancellation back. Throws `conflict` where the provider has no way to. */
export async function resumeSubscription(
  database: Database,
  slot: BillingSlot,
  { account, ref }: Subscriber,
): Promise<void> {
  const { billing } = slot
  if (billing.resume === undefined)
    throw new PlatformError('conflict', 'A cancellation cannot be taken back here')
  await noteWish(database, slot, { account, ref, type: 'subscription-resume-asked' })
  await askBilling(`resume:${ref}`, async (call) => await billing.resume?.(ref, call))
  await applySubscription(database, slot, ref)
}

async function noteWish(
  database: Database,
  slot: BillingSlot,
  wish: Subscriber & { readonly type: string },
): Promise<void> {
  await appendAudit(database.knex, {
    actor: 'user',
    account: wish.account,
    type: wish.type,
    data: { subscription: wish.ref, plugin: slot.name },
  })
}
