import test from 'ava'
import { call, sessionOf, shopAt } from './billing-for-test.ts'

const order = (account: string, ref: string) => ({
  account,
  ref,
  returnUrl: 'https://parlor.example/settings?card={ref}',
  cancelUrl: 'https://parlor.example/settings',
})

async function due(...given: Parameters<typeof shopAt>) {
  const shop = await shopAt(given[0], {}, { at: new Date('2026-01-15T10:00:00Z') })
  const { ref } = await shop.buy('a1')
  shop.standIn.setCard(ref, 'declines')
  shop.standIn.advanceTo(new Date('2026-02-16T00:00:00Z'))
  return { ...shop, ref }
}

test('a new card pays what is open, and the next period', async (t) => {
  const { standIn, billing, ref } = await due(t)
  const { url } = await billing.card(order('a1', ref), call())
  t.is((await billing.card(order('a1', ref), call())).url, url)
  t.is(await billing.fetch(sessionOf(url), call()), undefined)

  standIn.pay(sessionOf(url))

  t.like(await billing.fetch(sessionOf(url), call()), { ref, account: 'a1', status: 'active' })
  await Promise.all(Array.from({ length: 5 }, async () => await billing.fetch(sessionOf(url), call())))
  t.is(standIn.requests('POST', /\/pay$/).length, 1)
  standIn.advanceTo(new Date('2026-03-16T00:00:00Z'))
  t.like(await billing.fetch(ref, call()), { status: 'active' })
})

test('a new card that is declined leaves all as it was, and is not tried again by each look', async (t) => {
  const { standIn, billing, ref, logged } = await due(t)
  const { url } = await billing.card(order('a1', ref), call())
  standIn.pay(sessionOf(url))
  standIn.fail(/\/pay$/, 'declined')

  for (let look = 0; look < 3; look++)
    t.like(await billing.fetch(sessionOf(url), call()), { ref, status: 'past-due' })

  t.is(standIn.requests('POST', /\/pay$/).length, 1)
  t.regex(logged.join(), /could not be paid with the new card/)
})

test('word of an older card that comes days late does not put it back', async (t) => {
  const { standIn, billing, ref } = await due(t)
  const first = sessionOf((await billing.card(order('a1', ref), call())).url)
  standIn.pay(first)
  standIn.advanceTo(new Date('2026-02-17T00:00:00Z'))
  const second = sessionOf((await billing.card(order('a1', ref), call())).url)
  standIn.pay(second)
  await billing.fetch(second, call())
  const inUse = () =>
    standIn.world.get<{ default_payment_method: string }>('subscription', ref).default_payment_method
  const chosen = inUse()

  await billing.fetch(first, call())

  t.is(inUse(), chosen)
})

test('a page for a card is opened for its own subscription alone', async (t) => {
  const { billing, ref, buy } = await due(t)
  await buy('a2')

  await t.throwsAsync(async () => await billing.card(order('a2', ref), call()), {
    message: /does not belong/,
  })
})
