import { appendAudit } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'
import {
  applySubscription,
  askBilling,
  isRunning,
  readSubscription,
  type BillingSlot,
} from './subscriptions.ts'
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
 * Gives an account a tier until a time. Audited before it is done.
 *
 * Throws `conflict` where a subscription is running elsewhere: it would go on billing for what is granted.
 */
export async function grantTier(
  database: Database,
  slot: BillingSlot,
  order: { readonly account: string; readonly tier: Tier; readonly until: Date; readonly by: string },
): Promise<void> {
  const { account, tier, until, by } = order
  const running = await readSubscription(database.knex, account)
  if (running !== undefined && running.plugin !== slot.name && isRunning(running)) {
    throw new PlatformError(
      'conflict',
      `This account has a running subscription of ${running.plugin}: a grant would be hidden behind it`,
    )
  }
  await appendAudit(database.knex, {
    actor: 'operator',
    account,
    type: 'tier-granted',
    data: { tier: tier.id, until: until.toISOString(), plugin: slot.name, by },
  })
  await give(database, slot, { account, price: tier.id, until })
}

/** Ends a grant now. Audited before it is done. Throws `not-found` where nothing is granted. */
export async function revokeGrant(
  database: Database,
  slot: BillingSlot,
  { account, by }: { readonly account: string; readonly by: string },
): Promise<void> {
  const row = await readSubscription(database.knex, account)
  if (row === undefined || row.plugin !== slot.name || row.until.getTime() <= Date.now())
    throw new PlatformError('not-found', 'Nothing is granted to this account')
  await appendAudit(database.knex, {
    actor: 'operator',
    account,
    type: 'grant-revoked',
    data: { price: row.price, plugin: slot.name, by },
  })
  await give(database, slot, { account, price: row.price, until: new Date() })
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
  database: Database,
  slot: BillingSlot,
  order: { readonly account: string; readonly price: string; readonly until: Date },
): Promise<void> {
  const { billing } = slot
  const { account } = order
  if (billing.grant === undefined) throw new PlatformError('conflict', `${slot.name} grants nothing`)
  const grant = billing.grant.bind(billing)
  const { ref } = await askBilling(`grant:${account}`, async (call) => await grant(order, call))
  await applySubscription(database, slot, ref)
  const row = await readSubscription(database.knex, account)
  if (row?.plugin !== slot.name || row.subscription !== ref)
    throw new PlatformError(
      'conflict',
      'A subscription of another plugin began at the same moment: look again',
    )
}
