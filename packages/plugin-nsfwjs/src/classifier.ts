import { Worker } from 'node:worker_threads'
import type { Packages } from './packages.ts'
import type { Scores } from './policy.ts'

export type Ask = { readonly id: number; readonly pixels: Uint8Array }
export type Answer =
  | { readonly id: number; readonly scores: Scores; readonly error?: undefined }
  | { readonly id: number; readonly scores?: undefined; readonly error: string }

export type Classifier = {
  /** Begins to load the model, so that the first picture finds it. */
  warm(): void
  /** Scores of 224 × 224 pixels, RGB. Rejects with the signal's reason when it aborts; the worker goes on alone. */
  classify(pixels: Uint8Array, signal: AbortSignal): Promise<Scores>
  close(): Promise<void>
}

type Waiting = { readonly resolve: (scores: Scores) => void; readonly reject: (error: unknown) => void }

/**
 * The model in a thread of its own: a picture takes a processor for a tenth of a second to a few, in which nothing
 * else of the process would run.
 *
 * The thread begins when it is warmed or with the first picture, and anew after it died. `report` hears of a death that
 * no picture waited for.
 */
export function createClassifier(
  packages: Packages,
  report: (error: Error) => void,
  program: URL = new URL('./classifier-worker.js', import.meta.url),
): Classifier {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let number = 0
  let isClosed = false

  const begin = (): Worker => {
    const begun = new Worker(program, { workerData: { packages } })
    // What waits keeps the process alive; a thread that only stands by does not.
    begun.unref()
    const fail = (error: Error) => {
      if (worker !== begun) return
      worker = undefined
      if (waiting.size === 0 && !isClosed) report(error)
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    }
    begun.on('message', (answer: Answer) => {
      const asked = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (answer.error === undefined) asked?.resolve(answer.scores)
      else asked?.reject(new Error(`The classifier failed: ${answer.error}`))
    })
    begun.on('error', (cause) => fail(new Error('The classifier died', { cause })))
    begun.on('exit', () => fail(new Error('The classifier ended')))
    return begun
  }

  return {
    warm() {
      worker ??= begin()
    },
    async classify(pixels, signal) {
      signal.throwIfAborted()
      worker ??= begin()
      const id = ++number
      const current = worker
      let leave = () => {}
      try {
        return await new Promise<Scores>((resolve, reject) => {
          leave = () => reject(signal.reason as Error)
          signal.addEventListener('abort', leave, { once: true })
          waiting.set(id, { resolve, reject })
          current.postMessage({ id, pixels } satisfies Ask)
        })
      } finally {
        signal.removeEventListener('abort', leave)
        waiting.delete(id)
      }
    },
    async close() {
      isClosed = true
      await worker?.terminate()
    },
  }
}
