import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { startTestPostgres } from '@parlor/embedded-postgres/test'
import test, { type ExecutionContext } from 'ava'
import { connected, openRedis } from '../database/redis.ts'
import { startTestRedis } from '../redis-for-test.ts'
import { createJobs, type Jobs } from './jobs.ts'
import { migrateJobs } from './migrate-jobs.ts'

const postgres = await startTestPostgres()
test.after.always(async () => await postgres.stop())

/** An address where nothing listens yet, and the moment when the database is there. */
async function absentDatabase(t: ExecutionContext) {
  const databaseUrl = await postgres.createDatabase()
  await migrateJobs(databaseUrl, (error) => t.log(error))
  const { port: target } = new URL(databaseUrl)
  const port = await freePort()
  const address = new URL(databaseUrl)
  address.port = String(port)
  return {
    databaseUrl: address.href,
    appears: async (): Promise<void> => {
      const server = forward(Number(target)).listen(port, '127.0.0.1')
      await once(server, 'listening')
      t.teardown(() => server.close())
    },
  }
}

test('a queue and a worker whose first connection failed work when the database is there', async (t) => {
  const { databaseUrl, appears } = await absentDatabase(t)
  const errors: unknown[] = []
  const jobs = createJobs({ databaseUrl, onError: (error) => errors.push(error) })
  t.teardown(async () => await jobs.close())
  const done = new Promise<string>((resolve) =>
    jobs.work('photo', async (id) => resolve(id), { concurrency: 1 }),
  )
  await t.throwsAsync(jobs.add('photo', 'lost'), { message: /ECONNREFUSED/ })
  await appears()

  await jobs.add('photo', 'found')

  t.is(await done, 'found')
  t.true(errors.length > 0)
})

/** A queue for each store, new for each test. */
const stores = [
  {
    name: 'in PostgreSQL',
    open: async (t: ExecutionContext) => {
      const databaseUrl = await postgres.createDatabase()
      await migrateJobs(databaseUrl, (error) => t.log(error))
      return closedAtEnd(t, createJobs({ databaseUrl, onError: (error) => t.log(error) }))
    },
  },
  {
    name: 'on Redis',
    open: async (t: ExecutionContext) => {
      const redis = await startTestRedis()
      t.teardown(async () => await redis.stop())
      const onError = (error: unknown) => t.log(error)
      return closedAtEnd(t, createJobs({ databaseUrl: '', redisUrl: redis.url, onError }))
    },
  },
]

for (const { name, open } of stores) {
  test(`${name}: a drain takes no new job, lets the running one end, and only then aborts`, async (t) => {
    const jobs = await open(t)
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const seen: string[] = []
    const begun = new Promise<void>((resolve) =>
      jobs.work(
        'photo',
        async (id, signal) => {
          resolve()
          await finished
          seen.push(`${id} ${signal.aborted ? 'aborted' : 'whole'}`)
        },
        { concurrency: 1 },
      ),
    )
    await jobs.add('photo', 'first')
    await begun

    const drained = jobs.drain(60_000)
    await jobs.add('photo', 'second')
    finish()
    await drained

    t.deepEqual(seen, ['first whole'])
    t.is(await jobs.count('photo'), 1)
  })

  test(`${name}: a job may wait, be looked at again, and fails alone`, async (t) => {
    const jobs = await open(t)
    const seen: string[] = []
    let lateAt = 0
    const done = new Promise<void>((resolve) =>
      jobs.work(
        'photo',
        async (id) => {
          seen.push(id)
          if (id === 'late') lateAt = Date.now()
          if (seen.length === 5) resolve()
          if (id === 'breaks') throw new Error('of this job alone')
          if (id === 'polls' && seen.filter((other) => other === 'polls').length < 3)
            return { againAfterMs: 20 }
          return undefined
        },
        { concurrency: 1 },
      ),
    )
    const addedAt = Date.now()
    await jobs.add('photo', 'late', { delayMs: 1500 })
    await jobs.add('photo', 'breaks')
    await jobs.add('photo', 'polls')
    await done

    t.deepEqual(seen.toSorted(), ['breaks', 'late', 'polls', 'polls', 'polls'])
    t.true(lateAt - addedAt >= 1500)
  })
}

/** A test that fails must not keep its connections. */
function closedAtEnd(t: ExecutionContext, jobs: Jobs): Jobs {
  t.teardown(async () => await jobs.close())
  return jobs
}

test('on Redis: a close of several queues and a worker leaves no connection', async (t) => {
  const redis = await startTestRedis()
  t.teardown(async () => await redis.stop())
  const witness = openRedis(redis.url, 'commands', (error) => t.log(error))
  t.teardown(() => witness.disconnect())
  await connected(witness)
  const connections = async () =>
    String(await witness.client('LIST'))
      .trim()
      .split('\n').length
  const jobs = createJobs({
    databaseUrl: '',
    redisUrl: redis.url,
    onError: (error) => t.fail(String(error)),
  })
  jobs.work('photo', async () => undefined, { concurrency: 1 })
  for (const queue of ['photo', 'inbox', 'renewal'] as const) await jobs.add(queue, 'a')
  t.true((await connections()) > 1)

  await jobs.close()

  await until(async () => (await connections()) === 1)
})

test('with Redis away an add fails soon, a close ends, and workers go on when it is back', async (t) => {
  const redis = await startTestRedis()
  t.teardown(async () => await redis.stop())
  const errors: unknown[] = []
  const open = () =>
    createJobs({ databaseUrl: '', redisUrl: redis.url, onError: (error) => errors.push(error) })
  const jobs = open()
  const seen: string[] = []
  jobs.work('photo', async (id) => void seen.push(id), { concurrency: 1 })
  await jobs.add('photo', 'before')
  await until(() => seen.length === 1)
  await redis.kill()

  await t.throwsAsync(jobs.add('photo', 'lost'))
  const born = open()
  born.work('photo', async () => undefined, { concurrency: 1 })
  await t.throwsAsync(born.add('photo', 'lost'), { message: /Redis is away/ })
  await born.close()
  await redis.start()
  await until(async () => {
    await jobs.add('photo', 'after').catch(() => {})
    return seen.includes('after')
  })

  t.is(seen[0], 'before')
  t.false(seen.includes('lost'))
  await redis.kill()
  await jobs.close()
  t.true(errors.length <= 12, `an outage is told once for each connection: ${errors.length}`)
})

test('a close in the moment when Redis dies leaves no connection that tries for ever', async (t) => {
  // BullMQ opens a worker's connection again when it ends under it: one that is left keeps this process alive.
  for (let round = 0; round < 5; round++) {
    const redis = await startTestRedis()
    t.teardown(async () => await redis.stop())
    const jobs = createJobs({ databaseUrl: '', redisUrl: redis.url, onError: (error) => t.log(error) })
    const seen: string[] = []
    jobs.work('photo', async (id) => void seen.push(id), { concurrency: 1 })
    await jobs.add('photo', 'a')
    await until(() => seen.length === 1)

    await Promise.all([redis.kill(), jobs.close()])

    t.deepEqual(seen, ['a'])
  }
})

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20))
}

function forward(port: number): Server {
  return createServer((near) => {
    const far = connect(port, '127.0.0.1')
    near.pipe(far).pipe(near)
    near.on('error', () => far.destroy())
    far.on('error', () => near.destroy())
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP port was asked for
  server.close()
  await once(server, 'close')
  return port
}
