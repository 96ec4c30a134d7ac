import type { Subscription } from '@parlor/plugin-kit'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { newId } from '../database/id.ts'
import { openDatabase } from '../database/database.ts'
import { conversationChannel } from '../event/bus.ts'
import { memoryBus } from '../event/memory-bus.ts'
import { applyInbound, dueInbound } from '../inbox/inbox.ts'
import { givingBilling, migratedDatabase, openBilling, openDoor, stopPostgres } from '../test-platform.ts'
import { applyNews } from './apply-news.ts'
import { applySubscription } from './apply-subscription.ts'
import { openCheckout } from './checkout.ts'
import { cancelSubscription, closeSubscriptions, resumeSubscription } from './end-subscription.ts'
import { parseTiers } from './parse-tiers.ts'
import { reconcileBilling } from './reconcile.ts'
import { dueRenewals, readEntitlement } from './subscriptions.ts'

const database = openDatabase(await migratedDatabase(), { isPatient: true })
test.after.always(async () => {
  await database.close()
  await stopPostgres()
})

const tiers = parseTiers(`
tiers:
  - id: companion
    name: Companion
    price: { amount: "14.99", currency: USD, interval: month }
    features: { chat: true, photos: { limit: 60, per: period } }
    trial: { days: 3 }
  - id: gold
    name: Gold
    price: { amount: "39.99", currency: USD, interval: month }
    features: { chat: true, photos: { limit: 200, per: period } }
`)
const day = (number: number) => new Date(Date.now() + number * 86_400_000)

/** An account, a shop and a plugin by which an operator gives; on one database for all tests. */
async function shop(t: ExecutionContext) {
  const account = newId()
  await database.knex('users').insert({ id: account, name: 'Alex', email: `${account}@example.com` })
  const conversation = newId()
  await database.knex('conversation').insert({ account_id: account, id: conversation, avatar_id: newId() })
  const plugin = `shop-${account.slice(-12)}`
  const billing = openBilling()
  const slot = { name: plugin, billing }
  const manual = { name: `manual-${account.slice(-12)}`, billing: givingBilling() }
  const bus = memoryBus()
  t.teardown(async () => await bus.close())
  const lines: string[] = []
  const note = (line: unknown) => void lines.push(String(line))
  const ground = {
    database,
    bus,
    billings: [slot, manual],
    tiers: { current: tiers },
    publicUrl: 'http://localhost',
    log: { info: note, warn: note, error: note },
  }
  const state = async (ref: string, state: Partial<Subscription>, at: typeof slot | typeof manual = slot) => {
    at.billing.paid.set(ref, { account, ...state })
    return await applySubscription(ground, at, ref)
  }
  return {
    account,
    conversation,
    plugin,
    billing,
    slot,
    manual,
    bus,
    ground,
    lines,
    state,
    tier: async () => (await readEntitlement(database.knex, account, tiers)).tier?.id,
    rows: async () =>
      await database.knex('entitlement').where({ account_id: account }).orderBy('subscription'),
    audited: async () =>
      await database.knex('audit_event').where({ account_id: account }).orderBy('id').pluck<string[]>('type'),
  }
}

test('whichever of several fetches comes back last, the one that began last is what stands', async (t) => {
  const versions = [1, 2, 3, 4]

  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(versions, { minLength: 4 }), async (order) => {
      const { account, slot, ground, rows } = await shop(t)
      const ref = `sub-${account}`
      const doors = new Map(versions.map((version) => [version, openDoor()]))
      let count = 0
      const fetch = async () => {
        const version = ++count
        await doors.get(version)?.opened
        return {
          ref,
          account,
          price: 'companion',
          status: version === 4 ? ('past-due' as const) : ('active' as const),
          from: day(0),
          until: day(30 + version),
          ends: false,
        }
      }
      const slow = { ...slot, billing: { ...slot.billing, fetch } }
      const applied: Promise<unknown>[] = []
      for (let index = 0; index < versions.length; index++) {
        applied.push(applySubscription(ground, slow, ref))
        // Each begins after the one before has read the clock and asked.
        while (count <= index) await new Promise((resolve) => setTimeout(resolve, 1))
      }
      for (const version of order) {
        doors.get(version)?.open()
        await applied[version - 1]
      }

      t.is((await rows())[0]?.status, 'past-due', order.join())
    }),
    { numRuns: 12 },
  )
})

test('each status has its row; what nobody understands opens nothing and raises an alarm', async (t) => {
  const { state, tier, rows, lines, audited } = await shop(t)

  t.true((await state('s1', { status: 'active' })).hasChanged)
  t.false((await state('s1', { status: 'active' })).hasChanged)
  t.is(await tier(), 'companion')
  for (const status of ['pending', 'unpaid', 'paused'] as const) {
    await state('s1', { status })
    t.is((await rows())[0].status, status)
    t.is(await tier(), undefined)
  }
  t.deepEqual(lines, [])
  await state('s1', { status: 'frobnicated' as 'unknown' })
  t.is((await rows())[0].status, 'unknown')
  await state('s1', { status: 'active', price: 'a price of last year' })

  t.is(await tier(), undefined)
  t.is(lines.length, 2)
  t.regex(lines[0] ?? '', /the status of s1 is not known/)
  t.regex(lines[1] ?? '', /the price of s1 is not known/)
  t.is((await audited()).filter((type) => type === 'subscription-unknown').length, 2)
})

test('what belongs to nobody here has no row, and what is nobody’s any more opens nothing', async (t) => {
  const { ground, slot, plugin, billing, account, state, tier, rows, lines } = await shop(t)

  t.is((await applySubscription(ground, slot, 'foreign')).account, undefined)
  t.is((await state('s2', { account: 'somebody who is not here' })).account, undefined)
  t.is((await database.knex('entitlement').where({ plugin })).length, 0)
  t.is(lines.length, 2)
  await state('s3', {})
  t.is(await tier(), 'companion')
  billing.paid.delete('s3')
  t.deepEqual(await applySubscription(ground, slot, 's3'), { account, hasChanged: true })

  t.is(await tier(), undefined)
  t.is((await rows())[0].status, 'unknown')
})

test('an old subscription that ends takes nothing away from a newer one', async (t) => {
  const { state, tier } = await shop(t)
  await state('old', { ends: true, until: day(1) })
  await state('new', {})

  await state('old', { status: 'ended' })

  t.is(await tier(), 'companion')
})

test('of two that are paid for, the second is cancelled once, also when that failed at first', async (t) => {
  const { ground, slot, billing, state, rows, audited, lines } = await shop(t)
  await state('first', {})
  const cancel = billing.cancel.bind(billing)
  billing.cancel = async () => {
    throw new Error('away')
  }
  await t.throwsAsync(state('second', { price: 'gold' }), { message: /does not answer/ })
  billing.cancel = cancel
  await Promise.all([applySubscription(ground, slot, 'second'), applySubscription(ground, slot, 'first')])
  // Its owner thinks otherwise: that is not undone.
  billing.paid.set('second', { ...billing.paid.get('second'), ends: false })
  await applySubscription(ground, slot, 'second')
  await applySubscription(ground, slot, 'first')

  t.deepEqual(
    billing.calls.map(({ what, ref }) => `${what} ${ref}`),
    ['cancel second'],
  )
  t.deepEqual(
    (await rows()).map(({ subscription, ends, doubled }) => [subscription, ends, doubled]),
    [
      ['first', false, null],
      ['second', false, 'ended'],
    ],
  )
  t.is((await audited()).filter((type) => type === 'subscription-doubled').length, 1)
  t.is(lines.filter((line) => line.includes('pays for two')).length, 1)
})

test('what an operator gives stands beside what is paid for: neither ends the other, and the better one is open', async (t) => {
  const { ground, manual, billing, account, state, tier } = await shop(t)
  await state('paid', {})
  await state('given', { price: 'gold', ends: true, until: day(2) }, manual)
  t.is(await tier(), 'gold')
  await state('paid', {})

  // What its owner cancels is what costs something.
  await cancelSubscription(ground, account)
  t.like(billing.paid.get('paid'), { ends: true })
  await state('given', { status: 'ended' }, manual)

  t.is(await tier(), 'companion')
  t.deepEqual(
    [...billing.calls, ...manual.billing.calls].map(({ what, ref }) => `${what} ${ref}`),
    ['cancel paid'],
  )
})

test('what is given keeps nobody from buying, and cannot be cancelled', async (t) => {
  const { ground, manual, account, state } = await shop(t)
  await state('given', { ends: true }, manual)

  t.truthy((await openCheckout(ground, { account }, 'gold')).url)
  await t.throwsAsync(cancelSubscription(ground, account), { message: /costs nothing/ })
})

test('no second subscription is bought beside one that lives, and it is said what helps instead', async (t) => {
  const { ground, account, state, billing } = await shop(t)
  const tries: Partial<Subscription>[] = [
    { status: 'active' },
    { status: 'trial', ends: true },
    { status: 'past-due', payUrl: 'https://pay.example/1', dueSince: day(-1) },
    { status: 'unpaid', payUrl: 'https://pay.example/1' },
    { status: 'pending' },
    { status: 'paused' },
    { status: 'unknown' },
    { status: 'active', frozen: 'disputed', price: 'a price of last year' },
  ]
  const helps = []
  for (const one of tries) {
    await state('s1', one)
    const error = await t.throwsAsync<Error & { extra: { help: string } }>(
      openCheckout(ground, { account }, 'gold'),
    )
    helps.push(error?.extra.help)
  }

  t.deepEqual(helps, ['change', 'resume', 'pay', 'pay', 'cancel', 'cancel', 'cancel', 'change'])
  t.deepEqual(billing.calls, [])
  await state('s1', { status: 'active', ends: true, until: day(-0.001) })
  t.truthy((await openCheckout(ground, { account }, 'gold')).url)
})

test('the same wish has the same key, and a new one another', async (t) => {
  const { ground, account, billing, state } = await shop(t)
  const keys = (what: string) => billing.calls.filter((call) => call.what === what).map(({ key }) => key)

  await Promise.all([1, 2, 3].map(async () => await openCheckout(ground, { account }, 'companion')))
  await openCheckout(ground, { account }, 'gold')
  const [first, second, third, other] = keys('checkout')
  t.is(first, second)
  t.is(second, third)
  t.not(other, first)

  await state('s1', {})
  await cancelSubscription(ground, account)
  await resumeSubscription(ground, account)
  await cancelSubscription(ground, account)
  // A provider that remembers the first one's key would not cancel again.
  t.is(new Set(keys('cancel')).size, 2)
  // Bought again after the end: the old checkout's page is closed.
  await state('s1', { status: 'ended' })
  await openCheckout(ground, { account }, 'companion')
  t.false([first, other].includes(keys('checkout').at(-1)))
})

test('a try is free once for an account', async (t) => {
  const { ground, account, billing, state } = await shop(t)
  const orders: unknown[] = []
  const checkout = billing.checkout.bind(billing)
  billing.checkout = async (order, call) => {
    orders.push(order.trialDays)
    return await checkout(order, call)
  }

  await openCheckout(ground, { account }, 'companion')
  await state('s1', { status: 'trial' })
  await state('s1', { status: 'ended' })
  await openCheckout(ground, { account }, 'companion')

  t.deepEqual(orders, [3, undefined])
})

test('units of a period begin anew with a renewal and after a trial, not with another tier in the middle', async (t) => {
  const { state, rows } = await shop(t)
  const since = async () => (await rows())[0].counts_from as Date
  const trial = { status: 'trial' as const, from: day(-3), until: day(0) }
  await state('s1', trial)
  t.deepEqual(await since(), trial.from)
  const paid = { from: day(0), until: day(30) }
  await state('s1', paid)
  t.deepEqual(await since(), paid.from)

  await state('s1', { ...paid, price: 'gold' })
  t.deepEqual(await since(), paid.from)
  // To a yearly price and back again: the provider begins a new period each time, and credits the old one.
  await state('s1', { price: 'gold', from: day(1), until: day(366) })
  await state('s1', { price: 'companion', from: day(2), until: day(32) })
  t.deepEqual(await since(), paid.from)

  const renewed = { from: day(32), until: day(62) }
  await state('s1', renewed)
  t.true((await since()) >= day(31.9))
})

test('pages hear of what has changed, and of nothing else', async (t) => {
  const { bus, conversation, state } = await shop(t)
  const heard: string[] = []
  bus.subscribe(conversationChannel(conversation), ({ type }) => void heard.push(type))
  const told = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return heard.length
  }

  await state('s1', {})
  t.is(await told(), 1)
  await state('s1', {})
  t.is(await told(), 1)
  await state('s1', { payUrl: 'https://pay.example/1' })

  t.is(await told(), 2)
  t.deepEqual(new Set(heard), new Set(['access']))
})

test('what no webhook told is found by the hour, by one of several processes, and said aloud', async (t) => {
  const { ground, slot, billing, plugin, account, state, tier, lines, audited } = await shop(t)
  const only = { ...ground, billings: [slot] }
  const asked: Date[] = []
  billing.changed = async (since) => {
    asked.push(since)
    return ['s1', 's2', 's1']
  }
  const work = async () => {
    const keys = (await dueInbound(database, 200)).filter((key) => key.includes(plugin))
    for (const key of keys) await applyInbound(database, key, async (item) => await applyNews(only, item))
    return keys.length
  }
  await state('s1', {})
  billing.paid.set('s1', { account, status: 'past-due', dueSince: day(-30) })
  billing.paid.set('s2', { account, status: 'ended' })

  await Promise.all([1, 2, 3].map(async () => await reconcileBilling(only)))
  const stored = await work()
  // Each process that asked before the first commit stores the same under its own time, or nothing.
  t.is(stored, 2)
  t.is(await tier(), undefined)
  t.is(lines.filter((line) => line.includes('was repaired')).length, 2)
  t.is((await audited()).filter((type) => type === 'subscription-reconciled').length, 2)

  await reconcileBilling(only)
  t.is(await work(), 2)
  t.is(lines.filter((line) => line.includes('was repaired')).length, 2)
  t.true((asked.at(-1)?.getTime() ?? 0) > day(-1).getTime())
  t.true((asked[0]?.getTime() ?? 0) < day(-29).getTime())
})

test('a provider that is away is asked again about the same time', async (t) => {
  const { ground, slot, billing, plugin } = await shop(t)
  const only = { ...ground, billings: [slot] }
  billing.changed = async () => {
    throw new Error('away')
  }
  await t.throwsAsync(reconcileBilling(only), { message: /does not answer/ })

  t.is((await database.knex('billing_reconciliation').where({ plugin })).length, 0)
})

test('an account that is closed pays for nothing any more', async (t) => {
  const { ground, account, billing, manual, state, rows, tier } = await shop(t)
  await state('ended', { status: 'ended' })
  await state('cancelled', { ends: true })
  await state('runs', {})
  await state('given', { ends: true }, manual)

  await closeSubscriptions(ground, account)
  await closeSubscriptions(ground, account)

  t.deepEqual(
    billing.calls
      .filter(({ what }) => what === 'close')
      .map(({ ref }) => ref)
      .toSorted(),
    ['cancelled', 'runs'],
  )
  t.deepEqual(new Set((await rows()).map(({ status }) => status)), new Set(['ended']))
  t.is(await tier(), undefined)
})

test('what ended its period and was not told of is looked after, and what has ended is not', async (t) => {
  const { plugin, state } = await shop(t)
  await state('s1', { until: day(-1) })
  await state('s2', { status: 'ended', until: day(-1) })
  await database
    .knex('entitlement')
    .where({ plugin })
    .update({ check_at: day(-1) })

  const due = (await dueRenewals(database, 1000)).filter((key) => key.includes(plugin))

  t.deepEqual(due, [JSON.stringify([plugin, 's1'])])
})
