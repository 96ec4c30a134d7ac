import test from 'ava'
import { billingAt, call, companion, orderOf, plus, shopAt } from './billing-for-test.ts'

const dearer = { ...companion, amount: { micros: 19_990_000, currency: 'USD' } }

test('a dry run says what a run does, and a second run has nothing to do', async (t) => {
  const { standIn, billing } = await billingAt(t)

  const planned = await billing.sell([companion, plus], { isDry: true }, call())
  t.is(standIn.received.filter(({ method }) => method === 'POST').length, 0)
  const done = await billing.sell([companion, plus], { isDry: false }, call())
  const again = await billing.sell([companion, plus], { isDry: false }, call())

  t.deepEqual(done, planned)
  t.deepEqual(
    done.map(({ words }) => words),
    [
      'makes the product Companion',
      'makes a price of 14.99 USD a month',
      'makes the product Plus',
      'makes a price of 29.99 USD a month',
    ],
  )
  t.deepEqual(again, [
    { price: 'companion', isDone: true, words: 'sells for 14.99 USD a month' },
    { price: 'plus', isDone: true, words: 'sells for 29.99 USD a month' },
  ])
})

test('another amount is another price: new buyers pay it, old ones keep theirs and their tier', async (t) => {
  const { standIn, billing, buy } = await shopAt(t)
  const { ref } = await buy('a1')

  const steps = await billing.sell([dearer], { isDry: false }, call())

  t.true(steps.some(({ words }) => /takes the key from price_\d+; who bought that keeps it/.test(words)))
  const old = standIn.world.get<{ items: { data: { price: { active: boolean } }[] } }>('subscription', ref)
  t.false(old.items.data[0]?.price.active)
  t.is((await billing.fetch(ref, call()))?.price, 'companion')
  t.is((await buy('a2', dearer)).price, 'companion')
  await t.throwsAsync(async () => await billing.checkout(orderOf('a3'), call()), {
    message: /another amount/,
  })
  t.true((await billing.sell([dearer], { isDry: false }, call())).every(({ isDone }) => isDone))
})

test('a price that an operator made in the dashboard is named before its key goes to another', async (t) => {
  const { standIn, billing, buy } = await shopAt(t)
  const [own] = standIn.world.all<{ id: string; lookup_key: string; metadata: Record<string, string> }>(
    'price',
  )
  if (own === undefined) throw new Error('There is no price')
  own.metadata = {}
  const { ref } = await buy('a1', plus)

  await billing.sell([{ ...plus, amount: { micros: 1_000_000, currency: 'USD' } }], { isDry: false }, call())

  t.is(own.metadata['parlor_price'], 'plus')
  t.is((await billing.fetch(ref, call()))?.price, 'plus')
})

test('a run that breaks anywhere is finished by the next, with one active price for each tier', async (t) => {
  const tries = [/products/, /prices$/, /prices\/price/].flatMap((broken) =>
    (['error-after', 'error'] as const).map((fault) => ({ broken, fault })),
  )
  await Promise.all(
    tries.map(async ({ broken, fault }) => {
      const { standIn, billing } = await shopAt(t)
      standIn.fail(broken, fault, fault, fault)
      const renamed = { ...dearer, name: 'Friend' }
      await billing.sell([renamed, plus], { isDry: false }, call()).catch(() => undefined)

      await billing.sell([renamed, plus], { isDry: false }, call())

      const active = standIn.world
        .all<{ active: boolean; lookup_key: string | null; unit_amount: number }>('price')
        .filter((price) => price.active)
      t.deepEqual(
        new Set(active.map(({ lookup_key: key, unit_amount: amount }) => `${key} ${amount}`)),
        new Set(['companion 1999', 'plus 2999']),
        `${String(broken)} ${fault}`,
      )
      t.is(active.length, 2)
    }),
  )
})

test('what is on sale is listed with what is wrong with it', async (t) => {
  const { standIn, billing } = await shopAt(t)
  const [price] = standIn.world.all<object>('price')
  const sample = (id: string, change: object) =>
    void standIn.world.keep({ ...structuredClone(price), object: 'price', id, lookup_key: id, ...change })
  const recurring = { interval: 'month', interval_count: 1, usage_type: 'licensed' }
  sample('quarter', { recurring: { ...recurring, interval_count: 3 } })
  sample('metered', { recurring: { ...recurring, usage_type: 'metered' } })
  sample('tiered', { billing_scheme: 'tiered', unit_amount: null })
  sample('free', { unit_amount: 0 })
  sample('once', { recurring: null, type: 'one_time' })
  for (let count = 0; count < 120; count++) sample(`many${count}`, {})

  const listed = await billing.prices(call())
  const problem = (name: string) => listed.find((one) => one.price === name)?.problem

  t.is(listed.length, 2 + 4 + 120)
  t.deepEqual(['companion', 'quarter', 'metered', 'tiered', 'free'].map(problem), [
    undefined,
    'is paid each 3 months',
    'is paid by use',
    'depends on the quantity',
    'costs nothing',
  ])
  t.is(problem('once'), undefined)
})

test('a price that is named by its id is the operator’s: it is looked at and never changed', async (t) => {
  const { standIn, billing } = await shopAt(t)
  const { id } = standIn.sell({ lookupKey: 'own', amount: 2999, currency: 'usd', interval: 'month' })
  const own = { ...plus, price: id }
  const sell = async () => await billing.sell([own], { isDry: false }, call())
  await t.throwsAsync(sell, { message: /has the lookup key own/ })
  Object.assign(standIn.world.find(id) ?? {}, { lookup_key: null })

  t.true((await sell()).every(({ isDone }) => isDone))
  t.true((await billing.prices(call())).some(({ price }) => price === id))
  await t.throwsAsync(
    async () => await billing.sell([{ ...own, interval: 'year' }], { isDry: true }, call()),
    { message: /cannot be changed/ },
  )
})
