import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { PlatformError } from '../platform-error.ts'

type Who = { readonly email: string; readonly address: string }

export type SignInLimit = {
  /** Throws `rate-limited` when `guard` would, and counts nothing. */
  readonly check: (who: Who) => Promise<void>
  /**
   * Runs `attempt`, unless this address failed too often; then throws `rate-limited` without running it.
   * Only a wrong password (`unauthenticated`) counts as a failure.
   */
  readonly guard: <T>(who: Who, attempt: () => Promise<T>) => Promise<T>
}

const windowSeconds = 15 * 60

/**
 * Counts wrong passwords: 10 in 15 minutes for one e-mail from one address, 30 for one address.
 *
 * Not per e-mail alone, or anybody could lock a person out. Kept in memory, so each web process counts for
 * itself. A place is taken before the attempt and given back after success, or parallel guesses would pass.
 */
export function createSignInLimit(): SignInLimit {
  const byAddress = new RateLimiterMemory({ keyPrefix: 'address', points: 30, duration: windowSeconds })
  const byEmail = new RateLimiterMemory({ keyPrefix: 'email', points: 10, duration: windowSeconds })

  return {
    async check(who) {
      await look(byAddress, who.address)
      await look(byEmail, keyOf(who))
    },
    async guard(who, attempt) {
      const { address } = who
      const key = keyOf(who)
      await take(byAddress, address)
      await take(byEmail, key)
      try {
        const result = await attempt()
        await byEmail.delete(key)
        await byAddress.reward(address)
        return result
      } catch (error) {
        if (!(error instanceof PlatformError && error.code === 'unauthenticated')) {
          await byEmail.reward(key)
          await byAddress.reward(address)
        }
        throw error
      }
    },
  }
}

function keyOf(who: Who): string {
  return `${who.email.toLowerCase()} ${who.address}`
}

async function look(limiter: RateLimiterMemory, key: string): Promise<void> {
  const state = await limiter.get(key)
  if (state !== null && state.remainingPoints <= 0) throw limited(state)
}

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    throw refusal instanceof RateLimiterRes ? limited(refusal) : refusal
  }
}

function limited(state: RateLimiterRes): PlatformError {
  return new PlatformError('rate-limited', 'Too many wrong passwords; wait a while before the next try', {
    retryAfterSeconds: Math.max(1, Math.ceil(state.msBeforeNext / 1000)),
  })
}
