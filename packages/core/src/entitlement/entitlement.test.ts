import test from 'ava'
import { decide, periodOf } from './entitlement.ts'
import { parseTiers } from './parse-tiers.ts'

const tiers = parseTiers(`
everyone: { features: { paintAgain: { limit: 5, per: day } } }
tiers:
  - id: companion
    name: Companion
    price: { amount: "14.99", currency: USD, interval: month }
    features: { chat: true, photos: { limit: 60, per: month } }
`)
const now = new Date('2026-11-24T12:00:00Z')
const snapshot = {
  price: 'companion',
  status: 'active' as const,
  from: new Date('2026-11-01T00:00:00Z'),
  until: new Date('2026-12-01T00:00:00Z'),
  ends: false,
  dueSince: null,
  frozen: null,
}

test('an active subscription may chat, and keeps what everyone has', (t) => {
  const entitlement = decide(snapshot, tiers, now)

  t.true(entitlement.mayChat)
  t.is(entitlement.features.photos?.limit, 60)
  t.is(entitlement.features.paintAgain?.limit, 5)
})

test('without a subscription, with an ended one and with an unknown tier nobody chats', (t) => {
  t.false(decide(undefined, tiers, now).mayChat)
  t.false(decide({ ...snapshot, status: 'ended' }, tiers, now).mayChat)
  t.false(decide({ ...snapshot, price: 'gone' }, tiers, now).mayChat)
  t.deepEqual(decide(undefined, tiers, now).features, { paintAgain: { limit: 5, per: 'day' } })
})

test('the end of the period counts to the second when cancelled, and waits an hour for a renewal', (t) => {
  const until = new Date('2026-11-24T11:59:59Z')

  t.false(decide({ ...snapshot, until, ends: true }, tiers, now).mayChat)
  t.true(decide({ ...snapshot, until, ends: false }, tiers, now).mayChat)
  t.false(decide({ ...snapshot, until: new Date('2026-11-24T10:59:59Z') }, tiers, now).mayChat)
})

test('limits count in calendar periods of UTC', (t) => {
  t.is(periodOf({ limit: 1, per: 'day' }, now), '2026-11-24')
  t.is(periodOf({ limit: 1, per: 'month' }, now), '2026-11')
})
