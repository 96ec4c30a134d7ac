import { setMaxListeners } from 'node:events'
import { isBillingRefused, type Billing, type Call } from '@parlor/plugin-kit'
import { bounded } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'

export type BillingSlot = { readonly name: string; readonly billing: Billing }

/** A billing call from the web process: the only outside calls it makes. */
const billingTimeoutMs = 10_000
const retryAfterSeconds = 10

/**
 * Asks a billing plugin, no longer than 10 s. The key is the same for the same wish.
 *
 * A refusal of the provider becomes `payment-declined` or `conflict`, with its own words for the buyer; all else is
 * `unavailable`, since nobody knows whether it was done: asked again with the same key it is done once.
 */
export async function askBilling<T>(
  key: string,
  ask: (call: Call) => Promise<T>,
  {
    timeoutMs = billingTimeoutMs,
    signal: leave = never,
  }: { readonly timeoutMs?: number; readonly signal?: AbortSignal } = {},
): Promise<T> {
  try {
    return await bounded(timeoutMs, leave, async (signal) => await ask({ key, signal }))
  } catch (cause) {
    if (cause instanceof PlatformError) throw cause
    if (isBillingRefused(cause)) {
      throw new PlatformError(cause.code === 'declined' ? 'payment-declined' : 'conflict', cause.message, {
        cause,
      })
    }
    throw new PlatformError('unavailable', 'The payment provider does not answer as it should just now', {
      cause,
      retryAfterSeconds,
    })
  }
}

const never = new AbortController().signal
// Each call listens, and there may be many at once: more than ten are no leak.
setMaxListeners(0, never)
