import { migratedDatabase, stopPostgres } from '@parlor/core/test/platform'
import type { Arrival, Delivery, Look, Outcome } from '@parlor/plugin-replicate/stand-in'
import test from 'ava'
import fc from 'fast-check'
import { startTestRedis } from '@parlor/core/test/redis'
import type { Life } from '@parlor/core/test/photo-worker'
import { wrongsOf } from './replicate-books.ts'
import { replicateWorker, type Fetch, type ReplicateWorker } from './replicate-worker.ts'

test.after.always(stopPostgres)

type Ordered = Awaited<ReturnType<ReplicateWorker['order']>>

/** All is well from now on, and time passes: how often must be looked until the photo has ended? */
async function settle(worker: ReplicateWorker, { photo }: Ordered): Promise<number> {
  for (let looks = 0; looks < 20; looks++) {
    const [row] = await worker.query(`select ended_at from photo where id = $1`, [photo])
    if (row.ended_at !== null) return looks
    // A start that never arrived is found nowhere: its time runs out.
    if (looks === 8) await worker.query(`update photo set deadline_at = now() where id = $1`, [photo])
    await worker.pass(photo)
    await worker.takeOnce(photo)
    await worker.endPredictions('lost')
  }
  return Number.POSITIVE_INFINITY
}

const deaths = ['before', 'after'] as const

/** What a worker does for a photo, from the queue to the log; it may die before each and after each. */
const way = [
  'judge prompt', 'commit', 'start', 'commit', // the intention, and the handle
  'poll', 'download', 'put', 'commit', // the picture is ours
  'judge image', 'put', 'put', 'put', 'put', 'commit', // it is told
] // prettier-ignore

for (const store of ['PostgreSQL', 'Redis'] as const) {
  test(`with ${store} as the queue: wherever a worker dies on the way of a photo, it is delivered once and paid once`, async (t) => {
    const redis = store === 'Redis' ? await startTestRedis() : undefined
    if (redis !== undefined) t.teardown(redis.stop)
    const redisUrl = redis?.url
    const worker = await replicateWorker(t, { databaseUrl: await migratedDatabase(), redisUrl })
    const { standIn, query } = worker
    const lives = new Map<string, Life>()
    const orders: Ordered[] = []
    for (const when of deaths) {
      for (const left of way.keys()) {
        // One of the four pictures that are stored is as good as another.
        if (way[left] === 'put' && way[left - 1] === 'put') continue
        const ordered = await worker.order()
        orders.push(ordered)
        lives.set(ordered.photo, { left, when })
      }
    }
    const queue = worker.workFromQueue(
      async (photo) => {
        const life = lives.get(photo)
        // After its death somebody looks who never heard of it.
        const isAlive = life !== undefined && life.diedAt === undefined
        const outcome = isAlive ? await worker.takeAnew(photo, life) : await worker.takeOnce(photo)
        // What a dead one had is free when its claim has run out, and the sweeper has waited a little.
        if (isAlive && life.diedAt !== undefined)
          await query(`update photo set due_at = now() - interval '6 s' where id = $1 and ended_at is null`, [
            photo,
          ])
        return outcome
      },
      { redisUrl, concurrency: 8 },
    )
    const open = async () =>
      (
        await query(`select count(*) filter (where state = 'starting')::int as lost, count(*)::int as all
         from photo where ended_at is null`)
      )[0]
    for (let left = await open(); left.all > 0; left = await open()) {
      await worker.endPredictions('twice')
      // Two requests never left, which nobody can know: they are looked for until their time is over.
      if (left.all === left.lost && left.lost <= 2 && worker.standIn.predictions.length === orders.length - 2)
        await query(
          `update photo set deadline_at = now(), due_at = now() - interval '6 s' where state = 'starting'`,
        )
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    t.is(standIn.posts().length, orders.length - 2)
    // The dead go on, as if nothing had been.
    await worker.thaw()
    await queue.close()

    const died = [...lives.values()].map(({ when, diedAt }) => `${when} ${diedAt}`)
    t.deepEqual(new Set(died), new Set(deaths.flatMap((when) => way.map((name) => `${when} ${name}`))))
    const wrongs = await Promise.all(orders.map(async (ordered) => await wrongsOf(query, standIn, ordered)))
    t.deepEqual(wrongs.flat(), [])
    const states = await query(`select state, code, count(*)::int from photo group by 1, 2 order by 1`)
    t.deepEqual(states, [
      { state: 'failed', code: 'expired', count: 2 },
      { state: 'ready', code: null, count: orders.length - 2 },
    ])
  })
}

const arrivals: readonly Arrival[] = [
  'created', 'created', 'accepted', 'reset-after', 'reset-after', 'bad-gateway-after', 'error-after', 'reset-before',
  'bad-gateway-before', 'throttled', 'throttled-with-header', 'no-credit', 'unauthorized', 'invalid',
] // prettier-ignore
const outcomes: readonly Outcome[] = [
  { status: 'succeeded' },
  { status: 'succeeded' },
  { status: 'succeeded', pictures: 4, filtered: 1 },
  { status: 'succeeded', filtered: 1 },
  { status: 'succeeded', output: {} },
  { status: 'failed', error: 'CUDA out of memory' },
  { status: 'failed', error: 'CUDA out of memory' },
  { status: 'failed', error: 'flagged as sensitive (E005)' },
  { status: 'canceled' },
  { status: 'aborted' },
]
const looks: readonly Look[] = ['reset', 'bad-gateway', 'throttled']
const fetches: readonly Fetch[] = ['picture', 'picture', 'away', 'not-there', 'page']
const deliveries: readonly Delivery[] = ['once', 'twice', 'flood', 'lost', 'held']

/** What happens to a photo, one thing after the other. */
type Happening =
  | { readonly type: 'work' | 'race' | 'thaw' | 'cancel' | 'late' | 'run' | 'deliver' | 'remove' }
  | { readonly type: 'death'; readonly left: number; readonly when: 'before' | 'after' }
  | { readonly type: 'end'; readonly delivery: Delivery }
  | { readonly type: 'deaf'; readonly looks: readonly Look[] }

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ type: 'work' as const }) },
  { weight: 2, arbitrary: fc.constantFrom({ type: 'race' as const }, { type: 'run' as const }) },
  { weight: 2, arbitrary: fc.constantFrom({ type: 'thaw' as const }, { type: 'deliver' as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ type: 'cancel' as const }, { type: 'late' as const }, { type: 'remove' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('death' as const), left: fc.nat(10), when: fc.constantFrom(...deaths) }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('end' as const), delivery: fc.constantFrom(...deliveries) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('deaf' as const),
      looks: fc.array(fc.constantFrom(...looks), { minLength: 1, maxLength: 3 }),
    }),
  },
) // prettier-ignore

type Story = {
  readonly arrivals: Arrival[]
  readonly outcomes: Outcome[]
  readonly fetches: Fetch[]
  readonly happenings: Happening[]
}

const story: fc.Arbitrary<Story> = fc.record({
  arrivals: fc.array(fc.constantFrom(...arrivals), { maxLength: 5 }),
  outcomes: fc.array(fc.constantFrom(...outcomes), { maxLength: 4 }),
  fetches: fc.array(fc.constantFrom(...fetches), { maxLength: 2 }),
  happenings: fc.array(happening, { minLength: 3, maxLength: 16 }),
})

const nothing: Story = { arrivals: [], outcomes: [], fetches: [], happenings: [] }
const [work, ended] = [{ type: 'work' }, { type: 'end', delivery: 'lost' }] as const

/** What chance finds rarely. */
const examples: readonly Story[] = [
  // charged, and nothing to show for it
  { ...nothing, outcomes: [{ status: 'succeeded', output: {} }], happenings: [work, ended, work] },
  { ...nothing, happenings: [work, ended, { type: 'remove' }, work] },
  { ...nothing, fetches: Array<Fetch>(4).fill('not-there'), happenings: [work, ended, work] },
  // nobody waits for what is being painted
  { ...nothing, happenings: [work, { type: 'run' }, { type: 'cancel' }, work] },
  { ...nothing, happenings: [work, { type: 'run' }, { type: 'late' }, work] },
  // the second try must not be taken for the first one
  {
    ...nothing,
    arrivals: ['created', 'reset-after'],
    outcomes: [{ status: 'failed', error: 'CUDA out of memory' }],
    happenings: [work, ended, work, work, work, ended, work],
  },
]

async function happen(worker: ReplicateWorker, one: Happening, ordered: Ordered, ends: Outcome[]) {
  const { standIn } = worker
  const { account, photo } = ordered
  switch (one.type) {
    case 'work':
      return await worker.takeOnce(photo)
    case 'race':
      return await Promise.all([
        worker.takeOnce(photo),
        worker.takeOnce(photo),
        worker.endPredictions('flood', ends),
      ])
    case 'death':
      return await worker.takeAnew(photo, { left: one.left, when: one.when })
    case 'thaw':
      return await worker.thaw()
    case 'cancel':
      return await worker.cancel(account, photo)
    case 'late':
      return await worker.query(`update photo set deadline_at = now() where id = $1`, [photo])
    case 'run':
      for (const { id } of standIn.predictions.filter(({ status }) => status === 'starting')) standIn.run(id)
      return undefined
    case 'end':
      return await worker.endPredictions(one.delivery, ends)
    case 'deliver':
      return await standIn.deliver()
    case 'remove':
      for (const { id } of standIn.predictions.filter(({ status }) => status === 'succeeded'))
        standIn.removeData(id)
      return undefined
    case 'deaf':
      return standIn.nextLooks(...one.looks)
  }
}

const numRuns = Number(process.env['PARLOR_PROPERTY_RUNS'] ?? 40)
const seed = Number(process.env['PARLOR_PROPERTY_SEED'] ?? 4)

test('whatever the network, Replicate and death do to a photo, it is paid once at most and ends once', async (t) => {
  const worker = await replicateWorker(t, { databaseUrl: await migratedDatabase() })
  const { standIn } = worker
  const ends = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(story, async (told) => {
      await worker.beginAnew()
      standIn.next(...told.arrivals)
      worker.fetches.push(...told.fetches)
      const left = [...told.outcomes]
      const ordered = await worker.order()
      for (const happened of told.happenings) {
        await happen(worker, happened, ordered, left)
        await worker.pass(ordered.photo)
      }
      const looked = await settle(worker, ordered)
      const row = async () => await worker.query('select * from photo where id = $1', [ordered.photo])
      const before = await row()
      // What was frozen all the time goes on now, and late webhooks come: neither changes what has ended.
      await worker.thaw()
      await standIn.deliver()
      t.deepEqual(await row(), before)
      t.true(looked < 20, 'the photo never ended')
      const found = await wrongsOf(worker.query, standIn, ordered)
      if (found.length > 0) throw new Error(found.join('; '))
      const { state } = before[0]
      ends.set(state, (ends.get(state) ?? 0) + 1)
    }),
    { numRuns, seed, includeErrorInReport: true, examples: examples.map((told): [Story] => [told]) },
  )
  // A test of which all photos fail would prove little.
  for (const state of ['ready', 'failed', 'blocked', 'canceled']) t.true((ends.get(state) ?? 0) > 0, state)
  t.log(Object.fromEntries(ends))
})
