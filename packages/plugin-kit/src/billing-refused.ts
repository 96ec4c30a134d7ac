export type BillingRefusedCode = 'declined' | 'not-possible'

/**
 * A provider of billing says no, and would say so again.
 *
 * | code | what happened | what helps |
 * |---|---|---|
 * | `declined` | the payment did not go through | another card |
 * | `not-possible` | as the subscription stands, this cannot be done | another wish |
 *
 * The message is shown to the buyer: whole sentences that name no key, no address and nothing of the provider's inside.
 * Whatever else a plugin throws is taken for an outage that passes: the buyer is asked to try again.
 */
export class BillingRefused extends Error {
  override readonly name = 'BillingRefused'
  readonly code: BillingRefusedCode

  constructor(code: BillingRefusedCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
  }
}

/** Knows a `BillingRefused` by its name: a plugin may bring a copy of this package that is not core's. */
export function isBillingRefused(error: unknown): error is BillingRefused {
  return error instanceof Error && error.name === 'BillingRefused'
}
