import type { Host } from '@parlor/plugin-kit'
import type { Database } from '../database/database.ts'
import type { Bus } from '../event/bus.ts'
import type { BillingSlot } from './ask-billing.ts'
import type { TiersInForce } from './tiers.ts'

/** What subscriptions are bought, kept and ended with. */
export type BillingGround = {
  readonly database: Database
  readonly bus: Bus
  readonly billings: readonly BillingSlot[]
  readonly tiers: TiersInForce & { readonly learnPrices?: () => Promise<void> }
  readonly publicUrl: string
  readonly log: Host['log']
}
