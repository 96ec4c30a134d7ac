import { readUsage } from '../../entitlement/holds.ts'
import type { Entitlement } from '../../entitlement/entitlement.ts'
import type { Services } from '../services.ts'
import type { SubscriptionReply } from './reply-schemas.ts'

/** The running subscription with what was used of it, or null. */
export async function subscriptionView(
  services: Services,
  account: string,
  entitlement: Entitlement,
): Promise<SubscriptionReply> {
  const { tier, snapshot } = entitlement
  if (tier === undefined || snapshot === undefined) return null
  const features = []
  for (const feature of ['photos', 'paintAgain'] as const) {
    const usage = await readUsage(services.database.knex, account, feature, entitlement, new Date())
    if (usage === undefined) continue
    features.push({ id: feature, ...usage, until: usage.until.toISOString() })
  }
  return {
    tier: { id: tier.id, name: tier.name },
    status: snapshot.status,
    until: snapshot.until.toISOString(),
    ends: snapshot.ends,
    features,
  }
}
