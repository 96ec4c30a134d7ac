import { isAdult } from '../../account/consent.ts'
import { paymentRequired } from '../../entitlement/holds.ts'
import { readEntitlement } from '../../entitlement/subscriptions.ts'
import { PlatformError } from '../../platform-error.ts'
import type { Services } from '../services.ts'

/** Nothing is painted or said before somebody confirmed to be an adult. */
export async function requireAdult(services: Services, account: string): Promise<void> {
  if (await isAdult(services.database, account)) return
  throw new PlatformError('adult-required', 'Confirm first that you are an adult')
}

/** No payment, no chat. The problem tells the tiers that would help. */
export async function requireChat(services: Services, account: string): Promise<void> {
  await requireAdult(services, account)
  const entitlement = await readEntitlement(services.database.knex, account, services.tiers)
  if (!entitlement.mayChat) throw paymentRequired('chat', services.tiers, entitlement)
}
