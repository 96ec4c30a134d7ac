// A process that adds jobs and sees them begin, on our queues and on bare BullMQ, side by side.
import { createPostgresBackend, Queue, withBackend, Worker } from 'bullmq'
import { createJobs } from '../../packages/core/dist/job/jobs.js'
import { migrateJobs } from '../../packages/core/dist/job/migrate-jobs.js'
import { Redis } from 'ioredis'
import pg from 'pg'
import { percentile } from '../measure/statistics.js'

const { databaseUrl, redisUrl } = JSON.parse(process.env.BENCH)
const concurrency = 4
const pauseMs = 12

if (redisUrl === undefined) await migrateJobs(databaseUrl, console.error)
const targets = { ours: ours(), bare: redisUrl === undefined ? barePostgres() : bareRedis() }
for (const target of Object.values(targets)) for (let i = 0; i < 20; i++) await pickUp(target)

globalThis.benchAnswers = {
  /** One of each after the other, so that both meet the same moments. */
  async run({ count }) {
    const times = { ours: [], bare: [] }
    for (let i = 0; i < count; i++) {
      for (const name of i % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours']) {
        times[name].push(await pickUp(targets[name]))
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
    }
    const told = (list) => ({ p50Ms: percentile(list, 50), p95Ms: percentile(list, 95) })
    return { ours: told(times.ours), bare: told(times.bare) }
  },
}
process.send({ isReady: true })
process.once('SIGTERM', () => {
  void Promise.all(Object.values(targets).map(async (target) => await target.close())).then(() =>
    process.exit(0),
  )
})

/** From the call that adds a job to the first line of its handler. */
async function pickUp(target) {
  const began = new Promise((resolve) => (target.onBegin = resolve))
  const startedAt = performance.now()
  await Promise.all([target.add(), began])
  return (await began) - startedAt
}

function ours() {
  const jobs = createJobs({ databaseUrl, redisUrl, onError: console.error })
  const target = { add: async () => await jobs.add('photo', 'a-row'), close: async () => await jobs.close() }
  jobs.work('photo', async () => target.onBegin(performance.now()), { concurrency })
  return target
}

function bareRedis() {
  const open = () => new Redis(redisUrl, { maxRetriesPerRequest: null })
  return bare(
    new Queue('bare', { connection: open() }),
    (run) => new Worker('bare', run, { connection: open(), concurrency }),
  )
}

function barePostgres() {
  const backend = withBackend(createPostgresBackend)
  const connection = new pg.Pool({ connectionString: databaseUrl, options: '-c search_path=bullmq', max: 12 })
  return bare(
    new backend.Queue('bare', { connection }),
    (run) => new backend.Worker('bare', run, { connection, concurrency }),
  )
}

function bare(queue, work) {
  const worker = work(async () => target.onBegin(performance.now()))
  const options = { removeOnComplete: true, removeOnFail: true }
  const target = {
    add: async () => await queue.add('bare', { id: 'a-row' }, options),
    async close() {
      await worker.close()
      await queue.close()
    },
  }
  return target
}
