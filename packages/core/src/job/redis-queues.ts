import { DelayedError, Queue, Worker } from 'bullmq'
import { connected, endRedis, openRedis } from '../database/redis.ts'
import { PlatformError } from '../platform-error.ts'
import { jobOptions, type JobData, type QueueLibrary, type QueueWorker } from './queue-library.ts'

/** In braces: all keys of our queues lie on one node of a Redis cluster, as BullMQ's scripts need. */
const prefix = '{parlor}'

type Connection = ReturnType<typeof openRedis>

/** BullMQ on Redis: for several processes, and for load. */
export function redisQueues(options: {
  readonly redisUrl: string
  readonly onError: (error: unknown) => void
}): QueueLibrary {
  const open = (use: 'commands' | 'blocking') => {
    const redis = openRedis(options.redisUrl, use, options.onError)
    // Each queue listens. Not 0, the usual word for no limit: BullMQ counts up and down from it, and throws below.
    return redis.setMaxListeners(Infinity)
  }
  let producer: Connection | undefined
  const consumers = new Set<Connection>()
  /** BullMQ passes on what the connection has already told once. */
  const onError = (error: unknown) => {
    if (!isConnectionTrouble(error)) options.onError(error)
  }
  return {
    async openQueue(name) {
      producer ??= open('commands')
      if (!(await connected(producer))) throw new PlatformError('unavailable', 'Redis is away: a job waits')
      const queue = new Queue<JobData, void>(name, {
        connection: producer,
        prefix,
        defaultJobOptions: jobOptions,
      })
      queue.on('error', onError)
      try {
        await queue.waitUntilReady()
      } catch (error) {
        await queue.close().catch(onError)
        throw error
      }
      return queue
    },
    createWorker(name, process, { concurrency }) {
      const connection = open('blocking')
      // BullMQ makes a second connection for its blocking calls.
      const copies: Connection[] = []
      const duplicate = connection.duplicate.bind(connection)
      connection.duplicate = (options) => {
        const copy = duplicate(options)
        copies.push(copy)
        return copy
      }
      const running = new Set<Promise<unknown>>()
      const worker = new Worker<JobData, void>(
        name,
        async (job, token) => {
          const work = process(job.data)
          running.add(work)
          const outcome = await work.finally(() => running.delete(work))
          if (outcome === undefined) return
          await job.moveToDelayed(Date.now() + outcome.againAfterMs, token)
          throw new DelayedError()
        },
        { connection, prefix, concurrency, autorun: false, runRetryDelay: 2000 },
      )
      worker.on('error', onError)
      // A handler that throws has a row that is still due: the sweeper brings it back.
      worker.on('failed', (_job, error) => options.onError(error))
      for (const opened of [connection, ...copies]) consumers.add(opened)
      const end = (ended: readonly Connection[]) => {
        for (const connection of ended) {
          endRedis(connection)
          consumers.delete(connection)
        }
      }
      return leavable(worker, connection, {
        running,
        endBlocking: () => end(copies),
        endAll: () => end([connection, ...copies]),
      })
    },
    giveUp() {
      for (const connection of consumers) {
        if (connection.status === 'ready') connection.once('close', () => endRedis(connection))
        else endRedis(connection)
      }
    },
    async close() {
      if (producer !== undefined) endRedis(producer)
    },
  }
}

/**
 * A worker that can be closed while Redis is away, when BullMQ's own `close` may wait for ever: ioredis never
 * answers a command that was under way when its connection broke, and whose next connection is ended before it
 * is ready. So it first takes no new job and waits for the running ones; with Redis away only for their
 * handlers: what they would have told the queue is in their rows. Then it is closed by force.
 *
 * BullMQ opens a blocking connection again whenever it ends under a worker that is not closed, and may do so
 * after the close: hence its connections are ended for good before.
 */
function leavable(
  worker: Worker,
  connection: Connection,
  {
    running,
    endBlocking,
    endAll,
  }: {
    readonly running: ReadonlySet<Promise<unknown>>
    readonly endBlocking: () => void
    readonly endAll: () => void
  },
): QueueWorker {
  let ran: Promise<void> | undefined
  let leave = () => {}
  const left = new Promise<void>((resolve) => {
    leave = resolve
  })
  const end = async () => {
    const away = new Promise<void>((resolve) => {
      if (connection.status === 'ready') connection.once('close', resolve)
      else resolve()
    })
    // True: without waiting for the running ones, since it would open the blocking connection again.
    await worker.pause(true)
    endBlocking()
    await Promise.race([Promise.allSettled([ran]), away])
    await Promise.allSettled(running)
    endAll()
    await worker.close(true)
    leave()
  }
  let ended: Promise<void> | undefined
  return {
    waitUntilReady: async () => await Promise.race([worker.waitUntilReady(), left]),
    async run() {
      ran = worker.run()
      await Promise.race([ran, left])
    },
    async close() {
      // Asked twice: by the drain, and when its end has let `run` return.
      ended ??= end()
      await ended
    },
  }
}

function isConnectionTrouble(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: string }
  return (
    (typeof code === 'string' && code.startsWith('E')) ||
    /connection|max retries|not writeable|isn't writeable/i.test(message ?? '')
  )
}
