import { startTestPostgres } from '@parlor/embedded-postgres/test'
import test, { type ExecutionContext } from 'ava'
import { openDatabase } from '../database/database.ts'
import { createAlone } from './account-locks.ts'

const postgres = await startTestPostgres()
test.after.always(async () => await postgres.stop())

/** As many processes as wanted, each with three connections. */
async function processes(t: ExecutionContext, count: number) {
  const url = await postgres.createDatabase()
  return Array.from({ length: count }, () => {
    const database = openDatabase(url, { max: 3 })
    t.teardown(database.close)
    return { database, alone: createAlone(database) }
  })
}

const pause = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms))

test('one at a time for each name, in one process and in several; a failure lets the next one in', async (t) => {
  const [one, other] = await processes(t, 2)
  if (one === undefined || other === undefined) throw new Error('There are two')
  let inside = 0
  let most = 0
  const work = async (fails: boolean) => {
    inside += 1
    most = Math.max(most, inside)
    await pause(5)
    inside -= 1
    if (fails) throw new Error('on purpose')
    return 'done'
  }

  const outcomes = await Promise.allSettled(
    Array.from(
      { length: 12 },
      async (_, index) =>
        await (index % 2 === 0 ? one : other).alone('a1', async () => await work(index % 3 === 0)),
    ),
  )

  t.is(most, 1)
  t.deepEqual(
    outcomes.map(({ status }) => status),
    Array.from({ length: 12 }, (_, index) => (index % 3 === 0 ? 'rejected' : 'fulfilled')),
  )
})

test('thirty names at once, each of which writes, with three connections: nobody waits for a connection', async (t) => {
  const [one] = await processes(t, 1)
  if (one === undefined) throw new Error('There is one')

  const done = await Promise.all(
    Array.from(
      { length: 30 },
      async (_, index) =>
        await one.alone(`a${index}`, async () => {
          await one.database.pool.query('select pg_sleep(0.01)')
          return index
        }),
    ),
  )

  t.is(done.length, 30)
  // The connection of the locks is given back
  t.is(one.database.pool.idleCount, one.database.pool.totalCount)
})

test('a connection that is cut frees its locks and hurts nobody', async (t) => {
  const [one, other] = await processes(t, 2)
  if (one === undefined || other === undefined) throw new Error('There are two')
  const order: string[] = []

  const first = one.alone('a1', async () => {
    await other.database.pool.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    )
    await other.alone('a1', async () => void order.push('another process'))
    order.push('the one that lost it')
  })
  await first
  await one.alone('a1', async () => void order.push('again'))

  t.deepEqual(order, ['another process', 'the one that lost it', 'again'])
})
