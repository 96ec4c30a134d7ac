import { RateLimiterRes, type RateLimiterMemory } from 'rate-limiter-flexible'
import { PlatformError } from '../platform-error.ts'

/** Throws `rate-limited` with these words when no place is left for the key; takes none. */
export async function look(limiter: RateLimiterMemory, key: string, words: string): Promise<void> {
  const state = await limiter.get(key)
  if (state !== null && state.remainingPoints <= 0) throw limited(state, words)
}

/** Takes a place for the key, or throws `rate-limited` with these words. */
export async function take(limiter: RateLimiterMemory, key: string, words: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refusal) {
    throw refusal instanceof RateLimiterRes ? limited(refusal, words) : refusal
  }
}

function limited(state: RateLimiterRes, words: string): PlatformError {
  return new PlatformError('rate-limited', words, {
    retryAfterSeconds: Math.max(1, Math.ceil(state.msBeforeNext / 1000)),
  })
}
