import { appendAudit } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { newId } from '../database/id.ts'
import { PlatformError } from '../platform-error.ts'
import { askBilling, isRunning, readSubscription, type BillingSlot } from './subscriptions.ts'
import { offerFor, tierToBuy, type Tiers } from './tiers.ts'

/**
 * Opens a checkout for a tier and returns where to send the buyer.
 *
 * Throws `validation` for a tier that is not sold, `unavailable` for one that cannot be bought just now, and `conflict` when a subscription is running: a second
 * one would be paid for nothing.
 */
export async function openCheckout(
  {
    database,
    tiers,
    slot,
    publicUrl,
  }: {
    readonly database: Database
    readonly tiers: Tiers
    readonly slot: BillingSlot
    readonly publicUrl: string
  },
  account: string,
  tierId: string,
): Promise<{ readonly url: string }> {
  const tier = tierToBuy(tiers, tierId)
  // Whatever it is called: one whose tier is no longer in the file would otherwise be paid a second time.
  const running = await readSubscription(database.knex, account)
  if (running !== undefined && isRunning(running))
    throw new PlatformError('conflict', 'A subscription is running already')
  const { billing } = slot
  if (billing.checkout === undefined)
    throw new PlatformError('unavailable', 'Nothing can be bought here by oneself')
  const open = billing.checkout.bind(billing)
  const order = {
    account,
    ...offerFor(tier),
    returnUrl: `${publicUrl}/?checkout={ref}`,
    cancelUrl: `${publicUrl}/?checkout=canceled`,
  }
  const { url } = await askBilling(`checkout:${newId()}`, async (call) => await open(order, call))
  await appendAudit(database.knex, {
    actor: 'user',
    account,
    type: 'checkout-opened',
    data: { tier: tier.id, plugin: slot.name },
  })
  return { url }
}
