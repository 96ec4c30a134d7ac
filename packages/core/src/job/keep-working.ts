import { setTimeout as delay } from 'node:timers/promises'
import type { QueueWorker } from './queue-library.ts'

const againMs = 1000

/**
 * Keeps a worker running until closed: one whose first connection failed, or that broke, is thrown away and
 * made anew, since BullMQ remembers the failure for ever.
 */
export function keepWorking(create: () => QueueWorker, onError: (error: unknown) => void) {
  const closing = new AbortController()
  /** The one that is ready. */
  let current: QueueWorker | undefined

  const work = async () => {
    while (!closing.signal.aborted) {
      const worker = create()
      try {
        await worker.waitUntilReady()
        // Not before: closed while it connects, it would keep a connection that nobody gives back.
        current = worker
        if (!closing.signal.aborted) await worker.run()
      } catch (error) {
        onError(error)
      } finally {
        await worker.close()
      }
      if (!closing.signal.aborted) await pause(closing.signal)
    }
  }
  const ended = work().catch(onError)

  return {
    async close() {
      closing.abort()
      await current?.close()
      await ended
    },
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  try {
    await delay(againMs, undefined, { signal })
  } catch {
    // Closing is the only thing that ends a pause early.
  }
}
