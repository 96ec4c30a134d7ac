import { RateLimiterMemory } from 'rate-limiter-flexible'
import { PlatformError } from '../platform-error.ts'
import { clientNetwork } from './client-network.ts'
import { look, take } from './limiter.ts'

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
const tooMany = 'Too many wrong passwords; wait a while before the next try'

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
      await look(byAddress, clientNetwork(who.address), tooMany)
      await look(byEmail, keyOf(who), tooMany)
    },
    async guard(who, attempt) {
      const address = clientNetwork(who.address)
      const key = keyOf(who)
      await take(byAddress, address, tooMany)
      await take(byEmail, key, tooMany)
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
  return `${who.email.toLowerCase()} ${clientNetwork(who.address)}`
}
