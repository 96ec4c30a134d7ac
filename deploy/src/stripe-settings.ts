import { PlatformError } from '@parlor/core'
import type { Environment } from './environment.ts'

/**
 * What plugin-stripe is told, from the variables `STRIPE_*`; undefined when none is set.
 *
 * A key without the secret of its webhook would sell and then not hear of it. Throws `validation`.
 */
export function stripeSettings({
  STRIPE_SECRET_KEY: secretKey,
  STRIPE_WEBHOOK_SECRET: webhookSecrets,
  STRIPE_AUTOMATIC_TAX: automaticTax,
  STRIPE_PROMOTION_CODES: promotionCodes,
  STRIPE_TEST_CLOCK: testClock,
  PARLOR_BILLING: instead,
}: Environment) {
  const given = [secretKey, webhookSecrets, automaticTax, promotionCodes, testClock]
  if (given.every((value) => value === undefined)) return undefined
  if (instead === 'manual')
    throw new PlatformError(
      'validation',
      'PARLOR_BILLING=manual sells nothing, and STRIPE_* would: set one of them',
    )
  if (secretKey === undefined || webhookSecrets === undefined) {
    const missing = [
      ...(secretKey === undefined ? ['STRIPE_SECRET_KEY'] : []),
      ...(webhookSecrets === undefined ? ['STRIPE_WEBHOOK_SECRET'] : []),
    ]
    throw new PlatformError('validation', `Stripe is half configured. Missing: ${missing.join(', ')}`)
  }
  return {
    secretKey,
    webhookSecrets,
    ...(automaticTax === undefined ? {} : { automaticTax }),
    ...(promotionCodes === undefined ? {} : { promotionCodes }),
    ...(testClock === undefined ? {} : { testClock }),
  }
}
