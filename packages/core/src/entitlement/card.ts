import { PlatformError } from '../platform-error.ts'
import { askBilling, type BillingSlot } from './ask-billing.ts'
import type { BillingGround } from './billing-ground.ts'
import { pagesOf } from './checkout.ts'
import type { EntitlementRow } from './records.ts'
import { findSubscription, isLiving } from './subscriptions.ts'
import { wishKey } from './wishes.ts'

/** Opens a page on which the buyer gives another card. Throws `conflict` where there is no such page. */
export async function openCardPage(
  ground: BillingGround,
  account: string,
): Promise<{ readonly url: string }> {
  const { row, slot } = await findSubscription(ground, account)
  const { billing } = slot
  if (billing.card === undefined || !canChangeCard(row, slot))
    throw new PlatformError('conflict', 'No other card can be given here')
  const order = { ref: row.subscription, account, ...pagesOf(ground) }
  const key = await wishKey(ground.database.knex, account, 'card', order)
  const open = billing.card.bind(billing)
  return await askBilling(key, async (call) => await open(order, call))
}

export function canChangeCard(row: EntitlementRow, { billing }: BillingSlot): boolean {
  return billing.card !== undefined && isLiving(row, new Date()) && row.status !== 'pending'
}
