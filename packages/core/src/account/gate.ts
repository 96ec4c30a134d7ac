import { PlatformError } from '../platform-error.ts'

/**
 * Lets `running` pieces of work run at once and `waiting` more wait their turn; what comes beyond is refused
 * at once with `unavailable`, so that a flood cannot pile up.
 */
export function gate(limits: {
  readonly running: number
  readonly waiting: number
}): <T>(work: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = []
  let running = 0

  return async (work) => {
    if (running < limits.running) running++
    else {
      if (queue.length >= limits.waiting) {
        throw new PlatformError('unavailable', 'Too many people sign in just now', { retryAfterSeconds: 5 })
      }
      // Whoever leaves hands its place over, so `running` stays as it is.
      await new Promise<void>((enter) => queue.push(enter))
    }
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next === undefined) running--
      else next()
    }
  }
}
