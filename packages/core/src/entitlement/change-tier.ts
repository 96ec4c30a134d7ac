import type { Billing, Money } from '@parlor/plugin-kit'
import { appendAudit } from '../audit/append.ts'
import { PlatformError } from '../platform-error.ts'
import { applySubscription } from './apply-subscription.ts'
import { askBilling, type BillingSlot } from './ask-billing.ts'
import type { BillingGround } from './billing-ground.ts'
import type { EntitlementRow } from './records.ts'
import { findSubscription } from './subscriptions.ts'
import { offerFor, tierOf, tierToBuy, type Tier } from './tiers.ts'
import { wishKey } from './wishes.ts'

/**
 * Changes what an account buys, at once. With a `url` the buyer has to agree there first, and the return from there
 * tells of it.
 *
 * Throws `validation` for a tier that is not sold, and `conflict` where the subscription cannot be changed as it stands.
 */
export async function changeTier(
  ground: BillingGround,
  account: string,
  tierId: string,
): Promise<{ readonly url?: string }> {
  const { row, slot, tier, change } = await findChange(ground, account, tierId)
  const offer = offerFor(tier)
  await appendAudit(ground.database.knex, {
    actor: 'user',
    account,
    type: 'subscription-change-asked',
    data: { subscription: row.subscription, plugin: slot.name, from: row.price, to: offer.price },
  })
  const key = await wishKey(ground.database.knex, account, 'change', [row.subscription, offer])
  const { url } = await askBilling(key, async (call) => await change(row.subscription, offer, call))
  await applySubscription(ground, slot, row.subscription)
  return url === undefined ? {} : { url }
}

/** What a change would bill at once, and until when is paid for then. Throws as `changeTier` does. */
export async function previewChange(
  ground: BillingGround,
  account: string,
  tierId: string,
): Promise<{ readonly due: Money; readonly until: Date }> {
  const { row, slot, tier } = await findChange(ground, account, tierId)
  const { billing } = slot
  if (billing.preview === undefined)
    throw new PlatformError('conflict', 'What a change costs cannot be told in advance here')
  const preview = billing.preview.bind(billing)
  const key = `preview:${row.subscription}`
  return await askBilling(key, async (call) => await preview(row.subscription, offerFor(tier), call))
}

/** Whether a subscription may be changed to another tier as it stands. */
export function canChange({ status, ends, frozen }: EntitlementRow, { billing }: BillingSlot): boolean {
  const isPaid = status === 'active' || status === 'trial'
  return billing.change !== undefined && isPaid && !ends && frozen === null
}

async function findChange(
  ground: BillingGround,
  account: string,
  tierId: string,
): Promise<{
  readonly row: EntitlementRow
  readonly slot: BillingSlot
  readonly tier: Tier
  readonly change: NonNullable<Billing['change']>
}> {
  const tier = tierToBuy(ground.tiers.current, tierId)
  const { row, slot } = await findSubscription(ground, account)
  const { billing } = slot
  if (billing.change === undefined) throw new PlatformError('conflict', 'The tier cannot be changed here')
  if (row.ends) {
    throw new PlatformError('conflict', 'It is cancelled: take the cancellation back first', {
      extra: { help: 'resume' },
    })
  }
  if (!canChange(row, slot)) {
    throw new PlatformError('conflict', 'A payment is open: it has to be settled first', {
      extra: { help: 'pay' },
    })
  }
  if (tierOf(ground.tiers.current, row.price)?.id === tier.id)
    throw new PlatformError('conflict', `${tier.name} is what runs already`)
  return { row, slot, tier, change: billing.change.bind(billing) }
}
