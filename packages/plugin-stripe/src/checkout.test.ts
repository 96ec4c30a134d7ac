import { isBillingRefused } from '@parlor/plugin-kit'
import test from 'ava'
import { billingAt, call, companion, orderOf, plus, sessionOf, shopAt } from './billing-for-test.ts'

test('a checkout is paid, and its session, its events and its return all lead to the same subscription', async (t) => {
  const { standIn, billing } = await shopAt(t)
  const { url } = await billing.checkout(orderOf('a1'), call())
  const session = sessionOf(url)
  t.is(await billing.fetch(session, call()), undefined)

  standIn.pay(session)
  const bought = await billing.fetch(session, call())

  t.like(bought, { account: 'a1', price: 'companion', status: 'active', ends: false })
  t.deepEqual(await billing.fetch(bought?.ref ?? '', call()), bought)
  t.deepEqual(await billing.fetch(session, call()), bought)
})

test('nothing of a person goes to Stripe but the id of the account, and the session comes back in the address', async (t) => {
  const { standIn, billing } = await shopAt(t)
  await billing.checkout(orderOf('a1'), call())

  const [customer] = standIn.requests('POST', /^\/v1\/customers$/)
  const [session] = standIn.requests('POST', /sessions$/)
  t.deepEqual(customer?.params, { metadata: { account: 'a1' } })
  t.is(customer?.headers['idempotency-key'], 'customer:a1')
  t.like(session?.params, {
    client_reference_id: 'a1',
    metadata: { account: 'a1' },
    subscription_data: { metadata: { account: 'a1' } },
    success_url: 'https://parlor.example/?checkout={CHECKOUT_SESSION_ID}',
  })
})

test('asked at once or again it is one customer and one page; for another tier the first page is closed', async (t) => {
  const { standIn, billing } = await shopAt(t)
  const asked = await Promise.all(
    Array.from({ length: 8 }, async () => await billing.checkout(orderOf('a1'), call())),
  )
  const [first] = asked
  t.is(new Set(asked.map(({ url }) => url)).size, 1)
  t.is(standIn.world.all('customer').length, 1)

  const { url } = await billing.checkout(orderOf('a1', plus), call())

  t.not(url, first?.url)
  t.like(standIn.world.find(sessionOf(first?.url ?? '')), { status: 'expired' })
  t.is(await billing.fetch(sessionOf(first?.url ?? ''), call()), undefined)
})

test('a page that was opened with a trial is not the page without one', async (t) => {
  const { standIn, billing } = await shopAt(t)
  const { url } = await billing.checkout(orderOf('a1', { ...companion, trialDays: 7 }), call())

  t.not((await billing.checkout(orderOf('a1'), call())).url, url)
  t.like(standIn.world.find(sessionOf(url)), { status: 'expired' })
})

test('what was paid a moment ago cannot be bought again, nor while its payment is on the way; what is cancelled can', async (t) => {
  const { standIn, billing, buy } = await shopAt(t)
  const { ref } = await buy('a1')
  const { url } = await billing.checkout(orderOf('a2'), call())
  standIn.pay(sessionOf(url), 'slow')

  for (const account of ['a1', 'a2']) {
    const error = await t.throwsAsync(async () => await billing.checkout(orderOf(account), call()))
    t.true(isBillingRefused(error) && error.code === 'not-possible')
  }
  t.like(await billing.fetch(sessionOf(url), call()), { status: 'pending' })

  await billing.cancel(ref, call())
  await t.notThrowsAsync(async () => await billing.checkout(orderOf('a1'), call()))
})

test('a bank that says no after all frees the way to another try', async (t) => {
  const { standIn, billing } = await shopAt(t)
  const session = sessionOf((await billing.checkout(orderOf('a1'), call())).url)
  standIn.pay(session, 'slow')
  standIn.failSlow(session)

  await billing.checkout(orderOf('a1'), call())

  t.like(await billing.fetch(session, call()), { status: 'ended' })
})

test('who takes a cancellation back cannot pay the page that was to follow it', async (t) => {
  const { standIn, billing, buy } = await shopAt(t)
  const { ref } = await buy('a1')
  await billing.cancel(ref, call())
  const { url } = await billing.checkout(orderOf('a1', plus), call())

  await billing.resume(ref, call())

  t.like(standIn.world.find(sessionOf(url)), { status: 'expired' })
})

test('nobody pays another price than was shown, and one that is not sold says what to do', async (t) => {
  const { billing, standIn } = await shopAt(t)
  const dearer = { ...companion, amount: { micros: 15_990_000, currency: 'USD' } }

  for (const offer of [dearer, { ...companion, interval: 'year' as const }, { ...companion, price: 'other' }])
    await t.throwsAsync(async () => await billing.checkout(orderOf('a1', offer), call()), {
      message: /run parlor tiers apply/,
    })
  t.is(standIn.world.all('checkout.session').length, 0)
})

test('a trial is given once to a person', async (t) => {
  const { billing, standIn } = await shopAt(t)
  const trial = orderOf('a1', { ...companion, trialDays: 7 })
  const { url } = await billing.checkout(trial, call())
  standIn.pay(sessionOf(url))
  const first = await billing.fetch(sessionOf(url), call())
  t.is(first?.status, 'trial')
  await billing.close(first?.ref ?? '', call())

  await billing.checkout(trial, call())

  const [, second] = standIn.requests('POST', /sessions$/)
  t.deepEqual(second?.params['subscription_data'], { metadata: { account: 'a1' } })
})

test('a customer that was deleted is no account any more, and is made anew only when its person buys again', async (t) => {
  const { billing, standIn, buy, logged } = await shopAt(t)
  const { ref, session } = await buy('a1')
  const [customer] = standIn.world.all<{ id: string }>('customer')
  standIn.deleteCustomer(customer?.id ?? '')

  for (const old of [ref, session, customer?.id ?? ''])
    t.like(await billing.fetch(old, call()), { status: 'ended' })
  t.is(standIn.requests('POST', /customers$/).length, 1)

  await billing.checkout(orderOf('a1'), call())
  t.is(standIn.requests('POST', /customers$/).length, 2)
  t.true(logged.some((line) => line.includes('is gone')))
  t.like(await billing.fetch(ref, call()), { status: 'ended', account: 'a1' })
})

test('throttled, locked, cut off and silent: each is tried again with the same key, and makes one of everything', async (t) => {
  const { billing, standIn } = await shopAt(t, { timeoutMs: 1000 })
  standIn.fail(/customers$/, 'throttled', 'reset-after')
  standIn.fail(/sessions$/, 'lock-timeout', 'silent-after')

  await billing.checkout(orderOf('a1'), call())

  const keys = standIn.requests('POST', /customers$/).map(({ headers }) => headers['idempotency-key'])
  t.true(keys.length >= 2 && new Set(keys).size === 1)
  t.is(standIn.world.all('customer').length, 1)
  t.is(standIn.world.all('checkout.session').length, 1)
})

test('an error that Stripe keeps under a key for a day keeps nobody out', async (t) => {
  const { billing, standIn } = await shopAt(t)
  standIn.fail(/customers$/, 'error-after')
  await t.throwsAsync(async () => await billing.checkout(orderOf('a1'), call()), { message: /unavailable/ })

  await t.notThrowsAsync(async () => await billing.checkout(orderOf('a1'), call()))
})

test('failures are told in our own words: no key, no address, no text of Stripe’s', async (t) => {
  const { billing, standIn } = await billingAt(t)
  standIn.fail(/prices/, 'unauthorized', 'forbidden')

  const first = await t.throwsAsync(async () => await billing.checkout(orderOf('a1'), call()))
  const second = await t.throwsAsync(async () => await billing.checkout(orderOf('a1'), call()))

  t.regex(first.message, /^Stripe: looking for a price failed, unauthorized \(req_\d+\)$/)
  t.regex(second.message, /forbidden/)
  for (const { message, stack = '', cause } of [first, second]) {
    t.notRegex(`${message}${stack}`, /sk_test|Invalid API Key/)
    t.is(cause, undefined)
  }
})

test('a card that is declined is no outage', async (t) => {
  const { billing, standIn } = await shopAt(t)
  standIn.fail(/sessions$/, 'declined')

  const error = await t.throwsAsync(async () => await billing.checkout(orderOf('a1'), call()))

  t.true(isBillingRefused(error) && error.code === 'declined')
})

test('who gives up is not kept waiting', async (t) => {
  const { billing, standIn } = await shopAt(t)
  standIn.fail(/customers$/, 'silent-before')
  const giveUp = new AbortController()
  const opened = billing.checkout(orderOf('a1'), call('k', giveUp.signal))
  while (standIn.requests('POST', /customers$/).length === 0)
    await new Promise((resolve) => setImmediate(resolve))

  giveUp.abort(new Error('ten seconds are over'))

  await t.throwsAsync(opened, { message: 'ten seconds are over' })
})
