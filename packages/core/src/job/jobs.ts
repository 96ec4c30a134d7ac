import { createPostgresBackend, DelayedError, withBackend } from 'bullmq'

const { Queue, Worker } = withBackend(createPostgresBackend)

/** The queues. A job holds a row's id and nothing else; the row is the truth. */
export type QueueName = 'photo' | 'photo-dead' | 'inbox' | 'renewal'

/** What a handler may answer: look again after this time. That is a poll, not a try. */
export type JobOutcome = { readonly againAfterMs: number } | void

/** `Job.run` may run twice for one id: it checks the row's state first. */
export type JobHandler = (id: string, signal: AbortSignal) => Promise<JobOutcome>

export interface Jobs {
  /** Enqueues after the row is committed. A job that is lost costs seconds: the sweeper adds it again. */
  add(queue: QueueName, id: string, options?: { readonly delayMs?: number }): Promise<void>
  /** Starts a worker for a queue. `signal` aborts when the platform closes. */
  work(queue: QueueName, handler: JobHandler, options: { readonly concurrency: number }): void
  /** Waiting, active and delayed jobs, for readiness and operators. */
  count(queue: QueueName): Promise<number>
  close(): Promise<void>
}

type JobData = { readonly id: string }
type JobQueue = InstanceType<typeof Queue<JobData, void>>
type JobWorker = InstanceType<typeof Worker<JobData, void>>

/**
 * BullMQ on its PostgreSQL backend. Nothing connects before the first `add` or `work`.
 *
 * Job ids are left to BullMQ: an `add` with an id that it still keeps would silently do nothing, and the
 * row's claim makes a duplicate harmless.
 */
export function createJobs(options: {
  readonly databaseUrl: string
  readonly onError: (error: unknown) => void
}): Jobs {
  const queues = new Map<QueueName, JobQueue>()
  const workers: JobWorker[] = []
  const closing = new AbortController()
  const connection = (max: number) => ({ connection: { connectionString: options.databaseUrl, max } })

  const queueOf = (name: QueueName) => {
    const existing = queues.get(name)
    if (existing !== undefined) return existing
    const queue = new Queue<JobData, void>(name, {
      ...connection(2),
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    })
    queue.on('error', options.onError)
    queues.set(name, queue)
    return queue
  }

  return {
    async add(name, id, { delayMs = 0 } = {}) {
      await queueOf(name).add(name, { id }, { delay: delayMs })
    },
    work(name, handler, { concurrency }) {
      const worker = new Worker<JobData, void>(
        name,
        async (job, token) => {
          const outcome = await handler(job.data.id, closing.signal)
          if (outcome === undefined) return
          await job.moveToDelayed(Date.now() + outcome.againAfterMs, token)
          throw new DelayedError()
        },
        { ...connection(4), concurrency, drainDelay: 1 },
      )
      worker.on('error', options.onError)
      // A handler that throws has a row that is still due: the sweeper brings it back.
      worker.on('failed', (_job, error) => options.onError(error))
      workers.push(worker)
    },
    async count(name) {
      return await queueOf(name).getJobCountByTypes('waiting', 'active', 'delayed')
    },
    async close() {
      closing.abort(new Error('The platform is closing'))
      await Promise.all(workers.map(async (worker) => await worker.close()))
      await Promise.all([...queues.values()].map(async (queue) => await queue.close()))
    },
  }
}
