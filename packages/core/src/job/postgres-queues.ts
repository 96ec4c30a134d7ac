import { createPostgresBackend, DelayedError, withBackend } from 'bullmq'
import { openJobPool } from './job-pool.ts'
import { jobOptions, type JobData, type QueueLibrary } from './queue-library.ts'

const { Queue, Worker } = withBackend(createPostgresBackend)

/** BullMQ on PostgreSQL: no server beside the database, enough for one process. */
export function postgresQueues(options: {
  readonly databaseUrl: string
  readonly onError: (error: unknown) => void
}): QueueLibrary {
  let pool: ReturnType<typeof openJobPool> | undefined
  const connection = () => {
    pool ??= openJobPool(options.databaseUrl, options.onError)
    // pg's own overloads are wider than the part that BullMQ asks for.
    return { connection: pool as never }
  }
  return {
    async openQueue(name) {
      const queue = new Queue<JobData, void>(name, { ...connection(), defaultJobOptions: jobOptions })
      queue.on('error', options.onError)
      try {
        await queue.waitUntilReady()
      } catch (error) {
        await queue.close()
        throw error
      }
      return queue
    },
    createWorker(name, process, { concurrency }) {
      const worker = new Worker<JobData, void>(
        name,
        async (job, token) => {
          const outcome = await process(job.data)
          if (outcome === undefined) return
          await job.moveToDelayed(Date.now() + outcome.againAfterMs, token)
          throw new DelayedError()
        },
        { ...connection(), concurrency, drainDelay: 1, autorun: false, runRetryDelay: 2000 },
      )
      worker.on('error', options.onError)
      // A handler that throws has a row that is still due: the sweeper brings it back.
      worker.on('failed', (_job, error) => options.onError(error))
      return worker
    },
    giveUp() {
      // The pool's own limits end every wait.
    },
    async close() {
      await pool?.end()
    },
  }
}
