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
      return queue
    },
    createWorker(name, process, { concurrency }) {
      const connection = open('blocking')
      const connections = [connection]
      // BullMQ makes a second connection for its blocking calls.
      const duplicate = connection.duplicate.bind(connection)
      connection.duplicate = (options) => {
        const copy = duplicate(options)
        connections.push(copy)
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
      for (const opened of connections) consumers.add(opened)
      const disconnect = () => {
        for (const opened of connections) {
          endRedis(opened)
          consumers.delete(opened)
        }
      }
      return leavable(worker, connection, { running, disconnect })
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
 * A worker that can be closed while Redis is away. BullMQ's own `close` takes no new job and waits for the
 * running ones to end and to tell the queue of it; with Redis away nothing can be told, and its connections are
 * ended under it: what its jobs would have told is in their rows.
 *
 * It is never paused first: a pause ends the blocking connection and opens it again when its loop has come to
 * an end, be that after the close, and nobody would ever end that one.
 */
function leavable(
  worker: Worker,
  connection: Connection,
  {
    running,
    disconnect,
  }: { readonly running: ReadonlySet<Promise<unknown>>; readonly disconnect: () => void },
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
    const closed = worker.close()
    await Promise.race([closed, away])
    await Promise.allSettled(running)
    disconnect()
    await closed
    leave()
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
