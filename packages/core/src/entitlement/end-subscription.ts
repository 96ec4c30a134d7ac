import { appendAudit } from '../audit/append.ts'
import { PlatformError } from '../platform-error.ts'
import { applySubscription } from './apply-subscription.ts'
import { askBilling, type BillingSlot } from './ask-billing.ts'
import type { BillingGround } from './billing-ground.ts'
import type { EntitlementRow } from './records.ts'
import { findSubscription, isLiving, isSold, readSubscriptions, slotNamed } from './subscriptions.ts'
import { wishKey } from './wishes.ts'

/**
 * Ends an account's subscription with its period, or at once where no paid time would be lost by that. The wish is on
 * record before the provider is asked. One that ends already stays as it is.
 */
export async function cancelSubscription(ground: BillingGround, account: string): Promise<void> {
  const { row, slot } = await findSubscription(ground, account)
  if (!isSold(ground.billings, row))
    throw new PlatformError('conflict', 'This was given and costs nothing: there is nothing to cancel')
  if (row.ends) return
  const { billing } = slot
  await noteWish(ground, row, 'subscription-cancel-asked')
  const key = await wishKey(ground.database.knex, account, 'cancel', row.subscription)
  await askBilling(key, async (call) => {
    if (hasNoPaidTime(row) && billing.close !== undefined) await billing.close(row.subscription, call)
    else await billing.cancel(row.subscription, call)
  })
  await applySubscription(ground, slot, row.subscription)
}

/** Takes a cancellation back. Throws `conflict` where it is too late, or where the provider has no way to. */
export async function resumeSubscription(ground: BillingGround, account: string): Promise<void> {
  const { row, slot } = await findSubscription(ground, account)
  if (!canResume(row, slot)) {
    if (!row.ends) return
    throw new PlatformError('conflict', 'This cancellation cannot be taken back')
  }
  await noteWish(ground, row, 'subscription-resume-asked')
  const key = await wishKey(ground.database.knex, account, 'resume', row.subscription)
  await askBilling(key, async (call) => await slot.billing.resume?.(row.subscription, call))
  await applySubscription(ground, slot, row.subscription)
}

export function canResume(row: EntitlementRow, { billing }: BillingSlot): boolean {
  return row.ends && isLiving(row, new Date()) && billing.resume !== undefined
}

/**
 * Ends everything that an account pays for at once and bills nothing more: for an account that is closed. Harmless to
 * run again; it throws where a provider could not be asked, and what was ended before stays ended.
 */
export async function closeSubscriptions(ground: BillingGround, account: string): Promise<void> {
  const now = new Date()
  for (const row of await readSubscriptions(ground.database.knex, account)) {
    // One whose cancellation would take effect later is closed too.
    if (!isLiving(row, now)) continue
    const slot = slotNamed(ground.billings, row.plugin)
    const { billing } = slot
    await askBilling(`close:${row.subscription}`, async (call) => {
      if (billing.close !== undefined) await billing.close(row.subscription, call)
      else if (!row.ends) await billing.cancel(row.subscription, call)
    })
    await appendAudit(ground.database.knex, {
      actor: 'system',
      account,
      type: 'subscription-closed',
      data: { subscription: row.subscription, plugin: row.plugin },
    })
    await applySubscription(ground, slot, row.subscription)
  }
}

function hasNoPaidTime({ status, frozen }: EntitlementRow): boolean {
  return status === 'pending' || status === 'unpaid' || status === 'paused' || frozen === 'refunded'
}

async function noteWish({ database }: BillingGround, row: EntitlementRow, type: string): Promise<void> {
  await appendAudit(database.knex, {
    actor: 'user',
    account: row.accountId,
    type,
    data: { subscription: row.subscription, plugin: row.plugin },
  })
}
