import test from 'ava'
import { createJobs } from '../job/jobs.ts'
import { startTestRedis } from '../redis-for-test.ts'
import { migratedDatabase, stopPostgres } from '../test-platform.ts'
import { openMachine } from './machine-for-test.ts'

test.after.always(stopPostgres)

for (const store of ['PostgreSQL', 'Redis'] as const) {
  test(`with ${store} as the queue ten photos are paid once each, though answers are lost and webhooks doubled`, async (t) => {
    const redis = store === 'Redis' ? await startTestRedis() : undefined
    if (redis !== undefined) t.teardown(redis.stop)
    const databaseUrl = await migratedDatabase()
    const jobs = createJobs({ databaseUrl, redisUrl: redis?.url, onError: (error) => t.log(error) })
    const machine = await openMachine(databaseUrl, jobs)
    t.teardown(async () => {
      await jobs.close()
      await machine.close()
    })
    const [first] = machine.providers
    first.plan.starts.push('lost', 'accepted', 'lost', 'done', 'accepted', 'lost')
    const orders = await Promise.all(Array.from({ length: 10 }, async () => await machine.order()))
    // Each stands in the queue twice, and two workers take from it.
    for (const { photo } of [...orders, ...orders]) await jobs.add('photo', photo)
    for (const concurrency of [3, 3])
      jobs.work('photo', async (id) => await machine.takeOnce(id), { concurrency })

    const open = async () =>
      (await machine.query(`select count(*)::int as count from photo where ended_at is null`))[0].count
    while ((await open()) > 0) {
      // As providers call: again and again, while the workers work.
      await machine.callBack(2)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }

    t.deepEqual(await machine.query('select state, count(*)::int from photo group by state'), [
      { state: 'ready', count: 10 },
    ])
    t.is(first.charges.length, 10)
    t.is(new Set(first.charges).size, 10)
    const told = await machine.query('select type, count(*)::int from event group by type')
    t.deepEqual(told, [{ type: 'photo-ready', count: 10 }])
    const ledger = await machine.query('select outcome, count(*)::int from photo_attempt group by outcome')
    t.deepEqual(ledger, [{ outcome: 'done', count: 10 }])
    const holds = await machine.query('select state, count(*)::int from hold group by state')
    t.deepEqual(holds, [{ state: 'settled', count: 10 }])
  })
}
