import test from 'ava'
import { openDatabase } from '../database/database.ts'
import { migratedDatabase, stopPostgres } from '../test-platform.ts'
import { readDeadInbound, retryInbound } from './dead-inbound.ts'
import { applyInbound, dueInbound, storeInbound } from './inbox.ts'

test.after.always(stopPostgres)

test('what failed too often is given up, seen by an operator, and applied once when they ask for it', async (t) => {
  const database = openDatabase(await migratedDatabase(), { isPatient: true })
  t.teardown(async () => await database.close())
  const [key = ''] = await storeInbound(database, [
    { source: 'shop', externalId: 'evt_1', body: { ref: 's1' } },
    { source: 'shop', externalId: 'evt_2', body: { ref: 's2' } },
  ])
  const due = async () => await database.knex('inbox').update({ due_at: database.knex.fn.now() })
  const fail = async () => {
    throw new TypeError('the provider is away')
  }
  let tries = 0
  while ((await readDeadInbound(database, 10)).length === 0) {
    await due()
    await t.throwsAsync(applyInbound(database, key, fail))
    tries++
  }

  t.true(tries > 8)
  t.like(await readDeadInbound(database, 10), [{ source: 'shop', id: 'evt_1', tries, error: 'TypeError' }])
  await due()
  t.deepEqual(await dueInbound(database, 10), [JSON.stringify(['shop', 'evt_2'])])
  await t.throwsAsync(retryInbound(database, { source: 'shop', id: 'evt_2', by: 'alex' }), {
    message: /given up/,
  })
  t.is(await retryInbound(database, { source: 'shop', by: 'alex' }), 1)
  const applied: unknown[] = []
  const apply = async ({ body }: { body: unknown }) => void applied.push(body)
  await Promise.all([1, 2].map(async () => await applyInbound(database, key, apply)))

  t.deepEqual(applied, [{ ref: 's1' }])
  const audited = await database.knex('audit_event').pluck('type')
  t.deepEqual(new Set(audited), new Set(['webhook-given-up', 'webhook-retry-asked']))
})
