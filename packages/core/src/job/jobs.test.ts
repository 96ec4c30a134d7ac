import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { startTestPostgres } from '@parlor/embedded-postgres/test'
import test, { type ExecutionContext } from 'ava'
import { createJobs } from './jobs.ts'
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

test('a drain takes no new job, lets the running one end, and only then aborts', async (t) => {
  const databaseUrl = await postgres.createDatabase()
  await migrateJobs(databaseUrl, (error) => t.log(error))
  const jobs = createJobs({ databaseUrl, onError: (error) => t.log(error) })
  t.teardown(async () => await jobs.close())
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
