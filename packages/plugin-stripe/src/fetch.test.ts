import test from 'ava'
import { call, companion, orderOf, plus, sessionOf, shopAt } from './billing-for-test.ts'

test('invoice, payment, charge, refund, dispute and customer all lead to their subscription', async (t) => {
  const { standIn, billing, buy } = await shopAt(t)
  const { ref } = await buy('a1')
  const charge = standIn.chargeOf(ref)
  const refund = standIn.refund(charge.id, 100)
  const dispute = standIn.dispute(charge.id)
  const [invoice] = standIn.world.all<{ id: string }>('invoice')

  const refs = [ref, invoice?.id, charge.payment_intent, charge.id, refund.id, dispute.id, charge.customer]
  for (const one of refs) t.is((await billing.fetch(one as string, call()))?.ref, ref, one as string)
})

test('what is garbage, of nobody or of another deployment concerns no account, and the last is told', async (t) => {
  const { billing, buy, records, logged } = await shopAt(t)
  const { ref } = await buy('a1')

  const strange = [
    '',
    'x',
    'sub_unknown',
    'cs_test_unknown',
    'in_1',
    'ch_1',
    'cus_1',
    'du_1',
    're_1',
    'pi_1',
    'evt_1',
  ]
  for (const one of [...strange, '../customers', 'sub_1/../x', 'sub_%2e', `sub_${'x'.repeat(400)}`])
    t.is(await billing.fetch(one, call()), undefined, one)
  t.deepEqual(logged, [])

  await records.remove('a1', 'customer:test')
  t.is(await billing.fetch(ref, call()), undefined)
  t.regex(logged.join(), /belongs to no account here/)
})

test('a subscription that claims to be somebody else’s is its customer’s', async (t) => {
  const { standIn, billing, buy } = await shopAt(t)
  const { ref } = await buy('a1')
  await buy('a2')

  standIn.edit(ref, (one) => Object.assign(one.metadata, { account: 'a2' }))

  t.is((await billing.fetch(ref, call()))?.account, 'a1')
})

test('a subscription of the other mode is nobody’s', async (t) => {
  const { standIn, billing, buy } = await shopAt(t)
  const { ref } = await buy('a1')

  standIn.edit(ref, (one) => Object.assign(one, { livemode: true }))

  t.is(await billing.fetch(ref, call()), undefined)
})

test('an operator’s own price is told, and opens nothing that tiers do not name', async (t) => {
  const { standIn, billing, buy, logged } = await shopAt(t)
  const { ref } = await buy('a1')
  standIn.edit(ref, (one) => {
    for (const item of one.items.data)
      item.price = { ...item.price, id: 'price_own', lookup_key: null, metadata: {} }
  })

  t.is((await billing.fetch(ref, call()))?.price, 'price_own')
  t.regex(logged.join(), /for price_own, which has no lookup key/)

  standIn.edit(ref, (one) => void one.items.data.splice(0))
  t.is((await billing.fetch(ref, call()))?.status, 'unknown')
})

test('due, unpaid and paid again; each time with the page to pay on', async (t) => {
  const { standIn, billing, buy } = await shopAt(t, {}, { at: new Date('2026-01-31T10:00:00Z') })
  const { ref } = await buy('a1')
  standIn.setCard(ref, 'declines')
  standIn.advanceTo(new Date('2026-03-01T00:00:00Z'))
  const due = await billing.fetch(ref, call())

  t.like(due, { status: 'past-due', ends: false })
  t.is(due?.dueSince?.toISOString(), '2026-02-28T10:00:00.000Z')
  t.is(due?.until.toISOString(), '2026-03-31T10:00:00.000Z')
  t.regex(due?.payUrl ?? '', /^https:\/\/invoice\.stripe\.com\//)

  standIn.edit(ref, (one) => void (one.status = 'unpaid'))
  t.like(await billing.fetch(ref, call()), { status: 'unpaid', payUrl: due?.payUrl })

  standIn.payInvoice(due?.payUrl?.split('/').at(-1) ?? '')
  t.like(await billing.fetch(ref, call()), { status: 'active', payUrl: undefined, dueSince: undefined })
})

test('refunds and disputes of the last paid invoice freeze, a new period does not inherit them', async (t) => {
  const { standIn, billing, buy } = await shopAt(t, {}, { at: new Date('2026-01-15T10:00:00Z') })
  const { ref } = await buy('a1')
  const frozen = async () => (await billing.fetch(ref, call()))?.frozen
  const charge = standIn.chargeOf(ref)

  standIn.refund(charge.id, 500)
  t.is(await frozen(), undefined)
  const rest = standIn.refund(charge.id)
  t.is(await frozen(), 'refunded')
  standIn.failRefund(rest.id)
  t.is(await frozen(), undefined)

  const dispute = standIn.dispute(charge.id)
  t.is(await frozen(), 'disputed')
  standIn.closeDispute(dispute.id, 'won')
  t.is(await frozen(), undefined)
  standIn.closeDispute(dispute.id, 'lost')
  t.is(await frozen(), 'disputed')

  standIn.advanceTo(new Date('2026-02-16T00:00:00Z'))
  t.is(await frozen(), undefined)
})

test('a trial without a card ends as it was agreed, and a trial costs nothing', async (t) => {
  const { standIn, billing } = await shopAt(t, {}, { at: new Date('2028-02-22T10:00:00Z') })
  const { url } = await billing.checkout(orderOf('a1', { ...companion, trialDays: 7 }), call())
  standIn.pay(sessionOf(url))
  const trial = await billing.fetch(sessionOf(url), call())
  const ref = trial?.ref ?? ''

  // Over a leap day
  t.like(trial, { status: 'trial', ends: false })
  t.is(trial?.until.toISOString(), '2028-02-29T10:00:00.000Z')
  standIn.removeCard(ref)
  standIn.advanceTo(new Date('2028-02-29T10:00:01Z'))

  t.like(await billing.fetch(ref, call()), { status: 'ended', ends: true })
})

test('who pays in yen pays yen', async (t) => {
  const { standIn, billing, buy } = await shopAt(t)
  const yen = { ...plus, price: 'yen', amount: { micros: 1_500_000_000, currency: 'JPY' } }
  await billing.sell([yen], { isDry: false }, call())
  const { ref } = await buy('a1', yen)

  t.is(standIn.chargeOf(ref).amount, 1500)
  t.like((await billing.invoices(ref, call()))[0], { total: { micros: 1_500_000_000, currency: 'JPY' } })
  t.deepEqual(
    (await billing.prices(call())).find(({ price }) => price === 'yen'),
    { price: 'yen', amount: { micros: 1_500_000_000, currency: 'JPY' }, interval: 'month' },
  )
})

test('a subscription is never fetched by halves: an error of Stripe’s is no answer', async (t) => {
  await Promise.all(
    [/subscriptions\/sub/, /invoices$/, /charges$/].map(async (part) => {
      const { standIn, billing, buy } = await shopAt(t)
      const { ref } = await buy('a1')
      standIn.fail(part, 'error', 'error', 'error')

      await t.throwsAsync(async () => await billing.fetch(ref, call()), { message: /unavailable/ })
    }),
  )
})
