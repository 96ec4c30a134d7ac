import { isBillingRefused } from '@parlor/plugin-kit'
import test from 'ava'
import { call, orderOf, plus, sessionOf, shopAt } from './billing-for-test.ts'

test('a cancellation takes effect with the period, can be taken back, and again: each time it is done', async (t) => {
  const { standIn, billing, buy } = await shopAt(t, {}, { at: new Date('2026-01-15T10:00:00Z') })
  const { ref, until } = await buy('a1')
  const state = async () => await billing.fetch(ref, call())

  // Core's key is the same for each of these: an idempotency key of it would answer and do nothing
  for (let round = 0; round < 2; round++) {
    await billing.cancel(ref, call(`cancel:${ref}`))
    t.like(await state(), { status: 'active', ends: true, until })
    await billing.cancel(ref, call(`cancel:${ref}`))
    await billing.resume(ref, call(`resume:${ref}`))
    t.like(await state(), { status: 'active', ends: false, until })
    await billing.resume(ref, call(`resume:${ref}`))
  }
  await billing.cancel(ref, call())
  standIn.advanceTo(until)

  t.like(await state(), { status: 'ended', ends: true, until })
  await t.notThrowsAsync(async () => await billing.cancel(ref, call()))
  t.true(isBillingRefused(await t.throwsAsync(async () => await billing.resume(ref, call()))))
})

test('an end that an operator set by time can be taken back too', async (t) => {
  const { standIn, billing, buy } = await shopAt(t)
  const { ref, until } = await buy('a1')
  standIn.edit(ref, (one) => void (one.cancel_at = until.getTime() / 1000 - 60))
  t.true((await billing.fetch(ref, call()))?.ends)

  await billing.resume(ref, call())

  t.like(await billing.fetch(ref, call()), { ends: false, until })
})

test('what waits for its first payment ends at once', async (t) => {
  const { standIn, billing } = await shopAt(t)
  const { url } = await billing.checkout(orderOf('a1'), call())
  standIn.pay(sessionOf(url), 'slow')
  const pending = await billing.fetch(sessionOf(url), call())

  await billing.cancel(pending?.ref ?? '', call())

  t.like(await billing.fetch(pending?.ref ?? '', call()), { status: 'ended' })
})

test('a closed account bills nothing more, credits nothing, keeps its invoices, and no open page can be paid', async (t) => {
  const { standIn, billing, buy } = await shopAt(t)
  const { ref } = await buy('a1')
  await billing.cancel(ref, call())
  const { url } = await billing.checkout(orderOf('a1', plus), call())

  await billing.close(ref, call())
  await billing.close(ref, call())
  await billing.close('sub_gone', call())

  t.like(await billing.fetch(ref, call()), { status: 'ended' })
  t.deepEqual(standIn.requests('DELETE', /subscriptions/)[0]?.params, {
    invoice_now: 'false',
    prorate: 'false',
  })
  t.like(standIn.world.find(sessionOf(url)), { status: 'expired' })
  t.is((await billing.invoices(ref, call())).length, 1)
})

test('invoices come newest first, with their pages and without drafts', async (t) => {
  const { standIn, billing, buy } = await shopAt(t, {}, { at: new Date('2026-01-15T10:00:00Z') })
  const { ref } = await buy('a1')
  standIn.setCard(ref, 'declines')
  standIn.advanceTo(new Date('2026-02-16T00:00:00Z'))
  standIn.edit(ref, (one) => void (one.status = 'unpaid'))
  standIn.advanceTo(new Date('2026-03-16T00:00:00Z'))

  const invoices = await billing.invoices(ref, call())

  t.deepEqual(
    invoices.map(({ at, status }) => [at.toISOString(), status]),
    [
      ['2026-02-15T10:00:00.000Z', 'open'],
      ['2026-01-15T10:00:00.000Z', 'paid'],
    ],
  )
  t.true(invoices.every(({ url, total }) => url !== undefined && total.micros === 14_990_000))
})
