import test from 'ava'
import fc from 'fast-check'
import { newId } from '../database/id.ts'
import { openDatabase } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'
import { migratedDatabase, stopPostgres } from '../test-platform.ts'
import { decide } from './entitlement.ts'
import { holdUnit, readUsage, releaseHold, settleHold } from './holds.ts'
import { parseTiers } from './parse-tiers.ts'

const database = openDatabase(await migratedDatabase(), { isPatient: true })
// Connections die here on purpose: Knex would print a line for each.
database.knex.client.logger.warn = () => {}
test.after.always(async () => {
  await database.close()
  await stopPostgres()
})

const now = new Date('2026-11-24T12:00:00Z')
const limited = (limit: number) =>
  parseTiers(`
everyone: { features: { photos: { limit: ${limit}, per: month } } }
tiers:
  - id: companion
    name: Companion
    price: { amount: "14.99", currency: USD, interval: month }
    features: { chat: true }
`)

/** Takes one unit of an account in a transaction of its own, which may end in a death of its connection. */
function till(account: string, limit: number) {
  const tiers = limited(limit)
  const entitlement = decide([], tiers, now)
  const take = async ({ dies = false } = {}) =>
    await database.knex.transaction(async (transaction) => {
      const hold = await holdUnit(transaction, account, 'photos', entitlement, tiers, now)
      if (dies) await transaction.raw('select pg_terminate_backend(pg_backend_pid())')
      return hold
    })
  const counts = async () => {
    const rows = await database
      .knex('hold')
      .where({ account_id: account })
      .groupBy('state')
      .select<{ state: string; count: string }[]>('state', database.knex.raw('sum(units) as count'))
    const usage = await database
      .knex('usage')
      .where({ account_id: account })
      .first<{ held: number; settled: number } | undefined>('held', 'settled')
    const of = (state: string) => Number(rows.find((row) => row.state === state)?.count ?? 0)
    return { held: of('held'), settled: of('settled'), released: of('released'), usage }
  }
  return {
    take,
    counts,
    usage: async () => await readUsage(database.knex, account, 'photos', entitlement, now),
  }
}

const isRefusal = (error: unknown) => error instanceof PlatformError && error.code === 'payment-required'

test('200 requests at once hold as many units as there are, and the others are refused', async (t) => {
  const account = newId()
  const { take, counts, usage } = till(account, 60)

  const ends = await Promise.allSettled(Array.from({ length: 200 }, async () => await take()))

  const holds = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
  t.is(holds.length, 60)
  t.true(ends.every((end) => end.status === 'fulfilled' || isRefusal(end.reason)))
  await Promise.all(
    holds.map(
      async (hold, index) => await (index % 2 === 0 ? settleHold : releaseHold)(database.knex, account, hold),
    ),
  )
  t.like(await counts(), { held: 0, settled: 30, released: 30, usage: { held: 0, settled: 30 } })
  t.like(await usage(), { used: 30, limit: 60 })
})

/** What many do at once: take, deliver, fail, some of it twice, some of it dying before its commit. */
const work = fc.record({
  limit: fc.integer({ min: 1, max: 6 }),
  rounds: fc.array(
    fc.array(
      fc.oneof(
        fc.constantFrom({ does: 'take' as const }, { does: 'die' as const }),
        fc.record({ does: fc.constantFrom('settle' as const, 'release' as const), which: fc.nat(20) }),
      ),
      { minLength: 1, maxLength: 12 },
    ),
    { minLength: 1, maxLength: 4 },
  ),
})

test('whatever happens at once, holds are settled, released or held, each once, and within the limit', async (t) => {
  await fc.assert(
    fc.asyncProperty(work, async ({ limit, rounds }) => {
      const account = newId()
      const { take, counts } = till(account, limit)
      const holds: string[] = []
      for (const round of rounds) {
        const known = [...holds]
        const errors = await Promise.all(
          round.map(async (step) => {
            try {
              if (step.does === 'take' || step.does === 'die')
                holds.push(await take({ dies: step.does === 'die' }))
              else {
                const hold = known[step.which % Math.max(1, known.length)]
                const end = step.does === 'settle' ? settleHold : releaseHold
                if (hold !== undefined)
                  await database.knex.transaction(
                    async (transaction) => await end(transaction, account, hold),
                  )
              }
              return undefined
            } catch (error) {
              return step.does === 'die' || isRefusal(error) ? undefined : error
            }
          }),
        )
        t.deepEqual(
          errors.filter((error) => error !== undefined),
          [],
        )
        const { held, settled, released, usage } = await counts()
        t.is(held + settled + released, holds.length)
        t.deepEqual(usage ?? { held: 0, settled: 0 }, { held, settled })
        t.true(held + settled <= limit)
      }
    }),
    { numRuns: 25 },
  )
})
