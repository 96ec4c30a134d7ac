import { setTimeout } from 'node:timers/promises'
import { isChatModelError } from '@parlor/plugin-kit'

/** `tries` in all, the first one counted; none begins later than `budgetMs` after the first one began. */
export type Retry = { readonly tries: number; readonly baseMs: number; readonly budgetMs: number }

/**
 * Counts the tries of one operation and waits between them.
 *
 * Not p-retry, whose delays know nothing of the endpoint's Retry-After, nor cockatiel, whose wait heeds no signal.
 */
export function retries(retry: Retry, onRetry: (error: Error, waitMs: number) => void) {
  const startedAt = performance.now()
  let tried = 0
  return {
    /** Waits until the next try; throws the error when there is none, and the signal's reason when it aborts. */
    async after(error: unknown, signal: AbortSignal): Promise<void> {
      tried += 1
      const waitMs = pauseMs(error, { tried, spentMs: performance.now() - startedAt }, retry)
      if (waitMs === undefined || !(error instanceof Error)) throw error
      onRetry(error, waitMs)
      try {
        await setTimeout(waitMs, undefined, { signal })
      } catch (cause) {
        signal.throwIfAborted()
        throw cause
      }
    },
  }
}

/** How long to wait before the next try; undefined when it would come too late, or would not help. */
export function pauseMs(
  error: unknown,
  { tried, spentMs }: { readonly tried: number; readonly spentMs: number },
  { tries, baseMs, budgetMs }: Retry,
  random: () => number = Math.random,
): number | undefined {
  if (!isChatModelError(error) || error.code !== 'transient' || tried >= tries) return undefined
  const backoffMs = baseMs * 2 ** (tried - 1) * (0.5 + random() / 2)
  // The jitter comes on top of what the endpoint asks for, or all would come back in the same moment
  const waitMs = (error.retryAfterMs ?? 0) + backoffMs
  return spentMs + waitMs <= budgetMs ? waitMs : undefined
}
