import { DelayedError, Queue, Worker } from 'bullmq'
import { connected, openRedis } from '../database/redis.ts'
import { PlatformError } from '../platform-error.ts'
import { jobOptions, type JobData, type QueueLibrary, type QueueWorker } from './queue-library.ts'

/** In braces: all keys of our queues lie on one node of a Redis cluster, as BullMQ's scripts need. */
const prefix = '{parlor}'

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
  let producer: ReturnType<typeof open> | undefined
  const consumers: ReturnType<typeof open>[] = []
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
      return queue
    },
    createWorker(name, process, { concurrency }) {
      const connection = open('blocking')
      consumers.push(connection)
      // BullMQ makes a second connection for its blocking calls, which it would leave behind while Redis is away.
      const duplicate = connection.duplicate.bind(connection)
      connection.duplicate = (options) => {
        const copy = duplicate(options)
        consumers.push(copy)
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
      return leavable(worker, connection, running)
    },
    giveUp() {
      for (const connection of consumers) if (connection.status !== 'ready') connection.disconnect()
    },
    async close() {
      producer?.disconnect()
      for (const connection of consumers) connection.disconnect()
      consumers.length = 0
    },
  }
}

/**
 * A worker that can be closed while Redis is away. BullMQ's own `close` would wait for the end of a connection
 * that is between two attempts, and ioredis never tells of that. So it is paused first, which takes no new job
 * and waits for the running ones; with Redis away it is then closed by force: what its jobs would have told the
 * queue is in their rows.
 */
function leavable(
  worker: Worker,
  connection: ReturnType<typeof openRedis>,
  running: ReadonlySet<Promise<unknown>>,
): QueueWorker {
  let leave = () => {}
  const left = new Promise<void>((resolve) => {
    leave = resolve
  })
  const end = async () => {
    const away = new Promise<void>((resolve) => {
      if (connection.status === 'ready') connection.once('close', resolve)
      else resolve()
    })
    await Promise.race([worker.pause(), away])
    await Promise.allSettled(running)
    await worker.close(connection.status !== 'ready')
    leave()
    connection.disconnect()
  }
  let ended: Promise<void> | undefined
  return {
    waitUntilReady: async () => await Promise.race([worker.waitUntilReady(), left]),
    run: async () => await Promise.race([worker.run(), left]),
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
