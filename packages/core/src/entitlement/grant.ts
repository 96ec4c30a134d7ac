import { appendAudit } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'
import { applySubscription } from './apply-subscription.ts'
import { askBilling, type BillingSlot } from './ask-billing.ts'
import type { BillingGround } from './billing-ground.ts'
import { readSubscriptions } from './subscriptions.ts'
import type { Tier } from './tiers.ts'

/** What an operator granted, as it stands. */
export type Granted = {
  readonly account: string
  readonly email: string | null
  readonly price: string
  readonly from: Date | null
  readonly until: Date
}

/**
 * Gives an account a tier until a time. Audited before it is done. What the account pays for goes on beside it, and the
 * one that opens more is open.
 */
export async function grantTier(
  ground: BillingGround,
  slot: BillingSlot,
  order: { readonly account: string; readonly tier: Tier; readonly until: Date; readonly by: string },
): Promise<void> {
  const { account, tier, until, by } = order
  await appendAudit(ground.database.knex, {
    actor: 'operator',
    account,
    type: 'tier-granted',
    data: { tier: tier.id, until: until.toISOString(), plugin: slot.name, by },
  })
  await give(ground, slot, { account, price: tier.id, until })
}

/** Ends a grant now. Audited before it is done. Throws `not-found` where nothing is granted. */
export async function revokeGrant(
  ground: BillingGround,
  slot: BillingSlot,
  { account, by }: { readonly account: string; readonly by: string },
): Promise<void> {
  const rows = await readSubscriptions(ground.database.knex, account)
  const row = rows.find(({ plugin, until }) => plugin === slot.name && until.getTime() > Date.now())
  if (row === undefined) throw new PlatformError('not-found', 'Nothing is granted to this account')
  await appendAudit(ground.database.knex, {
    actor: 'operator',
    account,
    type: 'grant-revoked',
    data: { price: row.price, plugin: slot.name, by },
  })
  await give(ground, slot, { account, price: row.price, until: new Date() })
}

/** All that a plugin has granted, what lasts longest first. */
export async function readGrants(database: Database, plugin: string): Promise<readonly Granted[]> {
  const { rows } = await database.pool.query<Granted>(
    `select account_id as account, email, price, period_from as "from", until
     from entitlement left join users on users.id = account_id
     where plugin = $1 order by until desc, account_id`,
    [plugin],
  )
  return rows
}

async function give(
  ground: BillingGround,
  slot: BillingSlot,
  order: { readonly account: string; readonly price: string; readonly until: Date },
): Promise<void> {
  const { billing } = slot
  const { account } = order
  if (billing.grant === undefined) throw new PlatformError('conflict', `${slot.name} grants nothing`)
  const grant = billing.grant.bind(billing)
  const { ref } = await askBilling(`grant:${account}`, async (call) => await grant(order, call))
  await applySubscription(ground, slot, ref)
}
