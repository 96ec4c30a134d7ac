import { isBillingRefused } from '@parlor/plugin-kit'
import test from 'ava'
import { call, companion, plus, shopAt } from './billing-for-test.ts'

const year = {
  ...plus,
  price: 'year',
  amount: { micros: 99_000_000, currency: 'USD' },
  interval: 'year' as const,
}

test('up and down again in one day: the difference is billed as it was shown, and what is left is credited', async (t) => {
  const { standIn, billing, buy } = await shopAt(t, {}, { at: new Date('2026-04-01T00:00:00Z') })
  const { ref, until } = await buy('a1')
  standIn.advanceTo(new Date('2026-04-16T00:00:00Z'))

  const shown = await billing.preview(ref, plus, call())
  t.deepEqual(shown, { due: { micros: 7_500_000, currency: 'USD' }, until })
  t.deepEqual(await billing.change(ref, plus, call()), {})
  t.like(await billing.fetch(ref, call()), { price: 'plus', status: 'active', until, frozen: undefined })
  t.is(standIn.chargeOf(ref).amount, 750)

  t.is((await billing.preview(ref, companion, call())).due.micros, -7_500_000)
  t.deepEqual(await billing.change(ref, companion, call()), {})
  t.like(await billing.fetch(ref, call()), { price: 'companion', status: 'active', until, frozen: undefined })

  // The credit is used up before money is taken
  t.is((await billing.preview(ref, plus, call())).due.micros, 0)
  standIn.advanceTo(new Date('2026-05-02T00:00:00Z'))
  t.is(standIn.chargeOf(ref).amount, 1499 - 750)
})

test('to what it is already there is nothing to do and nothing to pay', async (t) => {
  const { standIn, billing, buy } = await shopAt(t)
  const { ref } = await buy('a1')

  t.is((await billing.preview(ref, companion, call())).due.micros, 0)
  t.deepEqual(await billing.change(ref, companion, call()), {})
  t.is(standIn.requests('POST', /subscriptions/).length, 0)
})

test('a card that is declined, and a bank that asks, change nothing until the page is paid', async (t) => {
  for (const card of ['declines', 'asks'] as const) {
    const { standIn, billing, buy } = await shopAt(t)
    const { ref } = await buy('a1')
    standIn.setCard(ref, card)

    const { url = '' } = await billing.change(ref, plus, call())

    t.regex(url, /^https:\/\/invoice\.stripe\.com\//)
    t.like(await billing.fetch(ref, call()), { price: 'companion', status: 'active' })
    standIn.payInvoice(url.split('/').at(-1) ?? '')
    t.like(await billing.fetch(ref, call()), { price: 'plus', status: 'active' })
  }
})

test('to a year: a new period begins now', async (t) => {
  const { standIn, billing, buy } = await shopAt(t, {}, { at: new Date('2026-04-01T00:00:00Z') })
  await billing.sell([year], { isDry: false }, call())
  const { ref } = await buy('a1')
  standIn.advanceTo(new Date('2026-04-16T00:00:00Z'))
  const shown = await billing.preview(ref, year, call())
  await billing.change(ref, year, call())

  t.is(shown.due.micros, 99_000_000 - 7_500_000)
  t.is(shown.until.toISOString(), '2027-04-16T00:00:00.000Z')
  t.like(await billing.fetch(ref, call()), { price: 'year', until: shown.until })
})

test('what is over cannot be changed', async (t) => {
  const { billing, buy } = await shopAt(t)
  const { ref } = await buy('a1')
  await billing.close(ref, call())

  for (const change of [billing.change, billing.preview])
    t.true(isBillingRefused(await t.throwsAsync(async () => await change(ref, plus, call()))))
})

test('what a downgrade credits does not hide that the money of the period went back', async (t) => {
  const { standIn, billing, buy } = await shopAt(t)
  const { ref } = await buy('a1', plus)
  const { id } = standIn.chargeOf(ref)
  await billing.change(ref, companion, call())

  standIn.refund(id)

  t.like(await billing.fetch(ref, call()), { price: 'companion', frozen: 'refunded' })
})

test('nobody is credited for time that was not paid, or whose money went back', async (t) => {
  const { standIn, billing, buy } = await shopAt(t, {}, { at: new Date('2026-04-01T00:00:00Z') })
  const { ref } = await buy('a1', plus)
  const refused = async () =>
    isBillingRefused(await t.throwsAsync(async () => await billing.change(ref, companion, call())))
  const dispute = standIn.dispute(standIn.chargeOf(ref).id)
  t.true(await refused())
  standIn.closeDispute(dispute.id, 'won')
  standIn.setCard(ref, 'declines')
  standIn.advanceTo(new Date('2026-05-02T00:00:00Z'))
  t.true(await refused())

  t.is(standIn.requests('POST', /subscriptions/).length, 0)
})
