import type { BillingSlot } from './ask-billing.ts'
import type { BillingGround } from './billing-ground.ts'

/** A provider told that what is sold there has changed: does it still sell what `tiers.yaml` says? */
export async function pricesChanged({ log }: BillingGround, slot: BillingSlot): Promise<void> {
  log.warn(`Prices at ${slot.name} have changed: compare them with tiers.yaml`)
}
