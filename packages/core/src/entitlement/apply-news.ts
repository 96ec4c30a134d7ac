import { appendAudit } from '../audit/append.ts'
import type { InboxItem } from '../inbox/inbox.ts'
import { applySubscription } from './apply-subscription.ts'
import type { BillingGround } from './billing-ground.ts'
import { slotNamed } from './subscriptions.ts'

/** What a webhook or reconciliation left in the inbox. */
type NewsBody = { readonly ref?: string | null; readonly prices?: true; readonly reconciling?: true }

/** Applies news of a provider from the inbox; what concerns nothing of ours was kept and is all done. */
export async function applyNews(ground: BillingGround, item: InboxItem): Promise<void> {
  const { ref = null, prices, reconciling } = item.body as NewsBody
  const slot = slotNamed(ground.billings, item.source)
  // The other processes ask by themselves within a minute.
  if (prices === true) await ground.tiers.learnPrices?.()
  if (ref === null) return
  const { account, hasChanged } = await applySubscription(ground, slot, ref)
  // Who has no webhook has no other way to tell of it.
  if (reconciling !== true || !hasChanged || slot.billing.webhook === undefined) return
  ground.log.warn(`${slot.name} had changed a subscription of which no webhook told: ${ref} was repaired`)
  await appendAudit(ground.database.knex, {
    actor: `plugin:${slot.name}`,
    ...(account === undefined ? {} : { account }),
    type: 'subscription-reconciled',
    data: { subscription: ref },
  })
}
