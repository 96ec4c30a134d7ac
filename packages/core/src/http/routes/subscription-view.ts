import type { BillingGround } from '../../entitlement/billing-ground.ts'
import { canChangeCard } from '../../entitlement/card.ts'
import { canChange } from '../../entitlement/change-tier.ts'
import { canResume } from '../../entitlement/end-subscription.ts'
import { decide, type Entitlement } from '../../entitlement/entitlement.ts'
import { readUsage } from '../../entitlement/holds.ts'
import type { EntitlementRow } from '../../entitlement/records.ts'
import {
  isLiving,
  isSold,
  mainSubscription,
  readSubscriptions,
  snapshotOf,
} from '../../entitlement/subscriptions.ts'
import { isOnSale, tierOf } from '../../entitlement/tiers.ts'
import type { SubscriptionReply } from './billing-schemas.ts'

/** What an account has, and what it may do by that. */
export async function readStanding(
  { database, tiers }: BillingGround,
  account: string,
): Promise<{ readonly rows: readonly EntitlementRow[]; readonly entitlement: Entitlement }> {
  const rows = await readSubscriptions(database.knex, account)
  return { rows, entitlement: decide(rows.map(snapshotOf), tiers.current, new Date()) }
}

export async function readSubscriptionView(
  ground: BillingGround,
  account: string,
): Promise<SubscriptionReply> {
  return await subscriptionView(ground, account, await readStanding(ground, account))
}

/**
 * The subscription with what was used and what can be done; null where there never was one. What is paid for is shown
 * before what is given: it is what goes on billing.
 */
export async function subscriptionView(
  ground: BillingGround,
  account: string,
  { rows, entitlement }: Awaited<ReturnType<typeof readStanding>>,
): Promise<SubscriptionReply> {
  const row = mainSubscription(rows, ground.billings, new Date())
  if (row === undefined) return null
  const tier = tierOf(ground.tiers.current, row.price)
  const isPaid = isSold(ground.billings, row)
  return {
    tier: tier === undefined ? null : { id: tier.id, name: tier.name },
    status: row.status,
    from: row.periodFrom?.toISOString() ?? null,
    until: row.until.toISOString(),
    ends: row.ends,
    openUntil: entitlement.until?.toISOString() ?? null,
    dueSince: row.dueSince?.toISOString() ?? null,
    payUrl: row.payUrl,
    frozen: row.frozen,
    price: (isPaid ? tier?.price : undefined) ?? null,
    features: await usedFeatures(ground, account, entitlement),
    can: wishesOf(ground, row),
  }
}

async function usedFeatures({ database }: BillingGround, account: string, entitlement: Entitlement) {
  const features = []
  for (const id of Object.keys(entitlement.features)) {
    const usage = await readUsage(database.knex, account, id, entitlement, new Date())
    if (usage !== undefined) features.push({ id, ...usage, until: usage.until.toISOString() })
  }
  return features
}

/** What its owner may ask for, as far as its plugin is there and can do it. */
function wishesOf({ billings, tiers }: BillingGround, row: EntitlementRow) {
  const slot = billings.find(({ name }) => name === row.plugin)
  if (slot === undefined) return { cancel: false, resume: false, change: false, card: false, invoices: false }
  const own = tierOf(tiers.current, row.price)
  const hasOther = tiers.current.tiers.some((tier) => tier.id !== own?.id && isOnSale(tier))
  return {
    cancel: isSold(billings, row) && isLiving(row, new Date()) && !row.ends,
    resume: canResume(row, slot),
    change: canChange(row, slot) && hasOther,
    card: canChangeCard(row, slot),
    invoices: slot.billing.invoices !== undefined,
  }
}
