import { setMaxListeners } from 'node:events'
import { PlatformError } from '../platform-error.ts'
import { keepWorking } from './keep-working.ts'
import { postgresQueues } from './postgres-queues.ts'
import type { JobQueue } from './queue-library.ts'
import { redisQueues } from './redis-queues.ts'

/** The queues. A job holds a row's id and nothing else; the row is the truth. */
export type QueueName = 'photo' | 'photo-dead' | 'inbox' | 'renewal'

/** What a handler may answer: look again after this time. That is a poll, not a try. */
export type JobOutcome = { readonly againAfterMs: number } | void

/** `Job.run` may run twice for one id: it checks the row's state first. */
export type JobHandler = (id: string, signal: AbortSignal) => Promise<JobOutcome>

export interface Jobs {
  /**
   * Enqueues after the row is committed. A job that is lost costs seconds: the sweeper adds it again. Throws
   * within seconds when the queue's store is away.
   */
  add(queue: QueueName, id: string, options?: { readonly delayMs?: number }): Promise<void>
  /** Starts a worker for a queue. `signal` aborts when the platform closes. */
  work(queue: QueueName, handler: JobHandler, options: { readonly concurrency: number }): void
  /** Waiting, active and delayed jobs, for readiness and operators. */
  count(queue: QueueName): Promise<number>
  /** Takes no new job, waits up to `drainMs` for running ones, then aborts their signal and waits for their end. */
  drain(drainMs: number): Promise<void>
  close(): Promise<void>
}

/**
 * BullMQ, on Redis where there is one and in the database otherwise. Nothing connects before the first `add`
 * or `work`.
 *
 * Job ids are left to BullMQ: an `add` with an id that it still keeps would silently do nothing, and the
 * row's claim makes a duplicate harmless.
 */
export function createJobs(options: {
  readonly databaseUrl: string
  readonly redisUrl?: string | undefined
  readonly onError: (error: unknown) => void
}): Jobs {
  let isClosed = false
  // While connections are being closed, what happens to them is no news.
  const onError = (error: unknown) => {
    if (!isClosed) options.onError(error)
  }
  const library =
    options.redisUrl === undefined
      ? postgresQueues({ databaseUrl: options.databaseUrl, onError })
      : redisQueues({ redisUrl: options.redisUrl, onError })
  const queues = new Map<QueueName, Promise<JobQueue>>()
  const workers: ReturnType<typeof keepWorking>[] = []
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)

  /** BullMQ remembers a first connection that failed for ever: such a queue is thrown away, and made anew. */
  const open = async (name: QueueName): Promise<JobQueue> => {
    try {
      return await library.openQueue(name)
    } catch (error) {
      queues.delete(name)
      throw error
    }
  }
  const queueOf = async (name: QueueName) => {
    if (closing.signal.aborted) throw new PlatformError('unavailable', 'The queue is closed')
    const opened = queues.get(name) ?? open(name)
    queues.set(name, opened)
    return await opened
  }
  const drain = async (drainMs: number) => {
    library.giveUp()
    const ended = Promise.all(workers.map(async (worker) => await worker.close()))
    const timer = setTimeout(() => closing.abort(new Error('The platform is closing')), drainMs)
    await ended
    clearTimeout(timer)
  }

  return {
    async add(name, id, { delayMs = 0 } = {}) {
      const queue = await queueOf(name)
      await queue.add(name, { id }, { delay: delayMs })
    },
    work(name, handler, { concurrency }) {
      const process = async ({ id }: { readonly id: string }) => await handler(id, closing.signal)
      workers.push(keepWorking(() => library.createWorker(name, process, { concurrency }), onError))
    },
    async count(name) {
      const queue = await queueOf(name)
      return await queue.getJobCountByTypes('waiting', 'active', 'delayed')
    },
    drain,
    async close() {
      await drain(0)
      closing.abort(new Error('The platform is closing'))
      for (const opened of await Promise.allSettled(queues.values())) {
        // One that fails to close keeps no connection open.
        if (opened.status === 'fulfilled') await opened.value.close().catch(onError)
      }
      isClosed = true
      await library.close()
    },
  }
}
