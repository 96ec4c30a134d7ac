import type { Standing } from '../../account/session.ts'
import { decide } from '../../entitlement/entitlement.ts'
import { paymentRequired } from '../../entitlement/payment-required.ts'
import type { Tiers } from '../../entitlement/tiers.ts'
import { PlatformError } from '../../platform-error.ts'

/** Nothing is painted or said before somebody confirmed to be an adult. */
export function requireAdult(standing: Standing | undefined): void {
  if (standing?.isAdult !== true)
    throw new PlatformError('adult-required', 'Confirm first that you are an adult')
}

/** No payment, no chat. The problem tells the tiers that would help. */
export function requireChat(standing: Standing | undefined, tiers: Tiers): void {
  requireAdult(standing)
  const now = new Date()
  const entitlement = decide(standing?.subscriptions ?? [], tiers, now)
  if (!entitlement.mayChat) throw paymentRequired('chat', tiers, entitlement, now)
}
