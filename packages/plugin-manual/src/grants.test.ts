import { memoryRecords } from '@parlor/plugin-kit'
import test from 'ava'
import { grants } from './grants.ts'

const call = { key: 'k', signal: new AbortController().signal }

function atNoon() {
  let time = new Date('2026-11-25T12:00:00Z')
  const billing = grants(memoryRecords(), () => time)
  const grant = async (price: string, until: string) =>
    await billing.grant({ account: 'a1', price, until: new Date(until) }, call)
  const fetch = async () => await billing.fetch('a1', call)
  return { grant, fetch, clock: (to: string) => (time = new Date(to)) }
}

test('a grant is a subscription that ends by itself, to the millisecond', async (t) => {
  const { fetch, grant, clock } = atNoon()

  t.deepEqual(await grant('companion', '2026-12-01T00:00:00Z'), { ref: 'a1' })
  t.deepEqual(await fetch(), {
    ref: 'a1',
    account: 'a1',
    price: 'companion',
    status: 'active',
    from: new Date('2026-11-25T12:00:00Z'),
    until: new Date('2026-12-01T00:00:00Z'),
    ends: true,
  })
  clock('2026-11-30T23:59:59.999Z')
  t.is((await fetch())?.status, 'active')
  clock('2026-12-01T00:00:00Z')
  t.is((await fetch())?.status, 'ended')
})

test('a longer time goes on with the period, another tier and a new beginning do not', async (t) => {
  const { fetch, grant, clock } = atNoon()
  await grant('companion', '2026-12-01T00:00:00Z')
  const from = async () => (await fetch())?.from.toISOString()

  clock('2026-11-30T00:00:00Z')
  await grant('companion', '2026-12-08T00:00:00Z')
  t.is(await from(), '2026-11-25T12:00:00.000Z')
  await grant('plus', '2026-12-08T00:00:00Z')
  t.is(await from(), '2026-11-30T00:00:00.000Z')
  clock('2026-12-20T00:00:00Z')
  await grant('plus', '2026-12-24T00:00:00Z')
  t.is(await from(), '2026-12-20T00:00:00.000Z')
})

test('who was granted nothing has nothing, and a time that has passed takes it away', async (t) => {
  const { fetch, grant } = atNoon()

  t.is(await fetch(), undefined)
  await grant('companion', '2026-12-01T00:00:00Z')
  await grant('companion', '2026-11-25T12:00:00Z')
  t.is((await fetch())?.status, 'ended')
})
