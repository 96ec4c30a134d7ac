import { RateLimiterMemory } from 'rate-limiter-flexible'
import { clientNetwork } from './client-network.ts'
import { take } from './limiter.ts'

/**
 * Counts sign-ups: 20 an hour for one address, taken or not. Each new account is given a painting, and each
 * refusal tells that an address has an account.
 *
 * Throws `rate-limited` beyond that. Kept in memory, so each web process counts for itself.
 */
export function createSignUpLimit(): (address: string) => Promise<void> {
  const byAddress = new RateLimiterMemory({ keyPrefix: 'sign-up', points: 20, duration: 60 * 60 })
  return async (address) =>
    await take(byAddress, clientNetwork(address), 'Too many accounts are made from here; try again later')
}
