import { appendAudit } from '../audit/append.ts'
import { PlatformError } from '../platform-error.ts'
import { askBilling, type BillingSlot } from './ask-billing.ts'
import type { BillingGround } from './billing-ground.ts'
import type { EntitlementRow } from './records.ts'
import { isLiving, isSold, mainSubscription, readSubscriptions } from './subscriptions.ts'
import { offerFor, tierToBuy } from './tiers.ts'
import { wishKey } from './wishes.ts'

export type Buyer = { readonly account: string; readonly email?: string }

/** The plugin that sells: the first one with a checkout. */
export function sellerOf(billings: readonly BillingSlot[]): BillingSlot | undefined {
  return billings.find(({ billing }) => billing.checkout !== undefined)
}

/**
 * Opens a checkout for a tier and returns where to send the buyer. A second click gives the same one.
 *
 * Throws `validation` for a tier that is not sold, and `conflict` where a subscription is there already, with what
 * helps instead: a second one would be paid for nothing.
 */
export async function openCheckout(
  ground: BillingGround,
  buyer: Buyer,
  tierId: string,
): Promise<{ readonly url: string }> {
  const { database, billings, tiers } = ground
  const { account } = buyer
  const tier = tierToBuy(tiers.current, tierId)
  const rows = await readSubscriptions(database.knex, account)
  assertNothingPaid(rows, billings)
  const slot = sellerOf(billings)
  if (slot?.billing.checkout === undefined)
    throw new PlatformError('unavailable', 'Nothing can be bought here by oneself')
  const { trialDays, ...offer } = offerFor(tier)
  const hadTrial = rows.some((row) => row.hadTrial)
  const order = {
    ...buyer,
    ...offer,
    // Once for each account, whatever became of it.
    ...(trialDays === undefined || hadTrial ? {} : { trialDays }),
    ...pagesOf(ground),
  }
  const key = await wishKey(database.knex, account, 'checkout', order)
  const open = slot.billing.checkout.bind(slot.billing)
  const { url } = await askBilling(key, async (call) => await open(order, call))
  await appendAudit(database.knex, {
    actor: 'user',
    account,
    type: 'checkout-opened',
    data: { tier: tier.id, plugin: slot.name },
  })
  return { url }
}

/** Where a page of the provider sends its visitor back to. */
export function pagesOf({ publicUrl }: Pick<BillingGround, 'publicUrl'>) {
  return { returnUrl: `${publicUrl}/?checkout={ref}`, cancelUrl: `${publicUrl}/?checkout=canceled` }
}

/** Whatever its tier is called: one that is no longer in the file would otherwise be paid a second time. */
function assertNothingPaid(rows: readonly EntitlementRow[], billings: readonly BillingSlot[]): void {
  const now = new Date()
  const row = mainSubscription(
    rows.filter((entry) => isLiving(entry, now) && isSold(billings, entry)),
    billings,
    now,
  )
  if (row === undefined) return
  const { help, words } = wayOut(row)
  throw new PlatformError('conflict', words, { extra: { subscription: row.status, help } })
}

function wayOut({ status, ends, payUrl }: EntitlementRow) {
  if (status === 'past-due' || status === 'unpaid' || status === 'pending') {
    return payUrl === null
      ? {
          help: 'cancel',
          words: 'The payment of a subscription is still open: wait for it, or cancel it first',
        }
      : { help: 'pay', words: 'The payment of a subscription is still open: pay it, or cancel it first' }
  }
  if (ends)
    return { help: 'resume', words: 'A subscription runs until its end: take its cancellation back instead' }
  if (status === 'paused' || status === 'unknown')
    return { help: 'cancel', words: 'There is a subscription already: cancel it first' }
  return { help: 'change', words: 'There is a subscription already: change its tier instead' }
}
