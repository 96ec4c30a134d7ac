import { setTimeout as delay } from 'node:timers/promises'
import type { Call } from '@parlor/plugin-kit'
import Stripe from 'stripe'

export type FailureKind =
  | 'declined'
  | 'throttled'
  | 'busy'
  | 'unauthorized'
  | 'forbidden'
  | 'missing'
  | 'invalid'
  | 'idempotency'
  | 'unavailable'

/**
 * What Stripe answered instead of what was asked for.
 *
 * Its own words are left out: they may quote a part of the key, an address or what a person typed. The request's id
 * finds them in Stripe's dashboard.
 */
export class StripeFailure extends Error {
  override readonly name = 'StripeFailure'
  readonly kind: FailureKind
  readonly code: string | undefined
  readonly status: number | undefined

  constructor(what: string, kind: FailureKind, error: Partial<Stripe.errors.StripeError>) {
    const { code, decline_code: reason, param, requestId, statusCode } = error
    const details = [code, reason, param, requestId].filter((part) => part !== undefined && part !== '')
    super(`Stripe: ${what} failed, ${kind}${details.length === 0 ? '' : ` (${details.join(', ')})`}`)
    this.kind = kind
    this.code = code
    this.status = statusCode
  }
}

const throttledTries = 3
const throttledMs = 400

/**
 * One request, no longer than `call` lasts; whatever goes wrong with it becomes a `StripeFailure`.
 *
 * The client tries twice more by itself, with the same idempotency key, but for 429, which it leaves to us. Who gave up
 * does not stop what has left: everything that is asked here can be asked again.
 */
export async function ask<T>(what: string, call: Call, request: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await unlessAborted(call.signal, request)
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeError)) throw error
      const kind = kindOf(error)
      if (kind !== 'throttled' || tries === throttledTries) throw new StripeFailure(what, kind, error)
      const waitMs = throttledMs * 2 ** (tries - 1) * (0.5 + Math.random() / 2)
      await unlessAborted(call.signal, async () => await delay(waitMs, undefined, { signal: call.signal }))
    }
  }
}

async function unlessAborted<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  let giveUp = () => {}
  const givenUp = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(signal.reason as Error)
    signal.addEventListener('abort', giveUp, { once: true })
  })
  try {
    return await Promise.race([run(), givenUp])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** The same, for what may not be there: undefined then. */
export async function find<T>(what: string, call: Call, request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask(what, call, request)
  } catch (error) {
    if (error instanceof StripeFailure && error.kind === 'missing') return undefined
    throw error
  }
}

function kindOf(error: Stripe.errors.StripeError): FailureKind {
  if (error.code === 'resource_missing') return 'missing'
  if (error instanceof Stripe.errors.StripeCardError) return 'declined'
  if (error instanceof Stripe.errors.StripeRateLimitError) return 'throttled'
  if (error instanceof Stripe.errors.StripeAuthenticationError) return 'unauthorized'
  if (error instanceof Stripe.errors.StripePermissionError) return 'forbidden'
  if (error instanceof Stripe.errors.StripeIdempotencyError) return 'idempotency'
  if (error.statusCode === 409) return 'busy'
  if (error.statusCode === 404) return 'missing'
  return error instanceof Stripe.errors.StripeInvalidRequestError ? 'invalid' : 'unavailable'
}
