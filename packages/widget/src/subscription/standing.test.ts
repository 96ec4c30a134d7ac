import test from 'ava'
import type { Subscription, SubscriptionStatus } from '../api/shapes.ts'
import { calmWords, mayBuyAnew, trialEnd, troubleOf } from './standing.ts'
import { subscriptionForTest as subscription } from './subscription-for-test.ts'

const now = new Date('2026-11-25T12:00:00.000Z')
const closed = { openUntil: null } as const

test('every standing that keeps the chat closed says why, and what would open it', (t) => {
  const cases: readonly (readonly [Partial<Subscription>, RegExp])[] = [
    [{ status: 'past-due' }, /opens again as soon as what is due is paid/],
    [{ status: 'unpaid' }, /not tried any more.*as soon as what is due is paid/],
    [{ status: 'paused' }, /paused.*Nothing is charged/],
    [{ status: 'pending' }, /under way.*need not pay again/],
    [{ status: 'pending', payUrl: 'https://pay.example' }, /wants you to confirm/],
    [{ status: 'unknown' }, /cannot tell/],
    [{ frozen: 'refunded' }, /money went back/],
    [{ frozen: 'disputed' }, /until that is settled/],
    [{ tier: null }, /no longer offered/],
  ]

  for (const [change, words] of cases) {
    const trouble = troubleOf(subscription({ ...closed, ...change }), now)
    t.regex(`${trouble?.title} ${trouble?.words}`, words, JSON.stringify(change))
  }
})

test('a failed payment says until when everything stays open', (t) => {
  const late = subscription({ status: 'past-due', openUntil: '2026-12-02T12:00:00.000Z' })

  t.regex(troubleOf(late, now)?.words ?? '', /stays open until .*2/)
})

test('a subscription without trouble says when it renews, for how much, or when it ends', (t) => {
  const calm = (change: Partial<Subscription>) => calmWords(subscription(change), now)

  t.regex(calm({}), /^Renews on .*10.* for \$14\.99\.$/)
  t.regex(calm({ ends: true }), /^Ends on .*10.*will not renew/)
  t.regex(calm({ status: 'trial' }), /^Free until .*10.*From then on \$14\.99 per month, until you cancel/)
  t.regex(calm({ status: 'trial', ends: true }), /nothing is charged/)
  t.regex(calm({ price: null }), /^Open until .*10/)
  t.regex(calm({ status: 'ended' }), /^Ended on .*10/)
  for (const status of ['active', 'trial', 'ended'] as const)
    t.is(troubleOf(subscription({ status }), now), undefined)
})

test('a second one is sold only where the first is over or was given', (t) => {
  const statuses: readonly SubscriptionStatus[] = [
    'trial',
    'past-due',
    'unpaid',
    'paused',
    'pending',
    'unknown',
  ]

  for (const status of statuses) t.false(mayBuyAnew(subscription({ status, ...closed }), now), status)
  t.false(mayBuyAnew(subscription({ ends: true }), now))
  t.true(mayBuyAnew(subscription({ status: 'ended' }), now))
  t.true(mayBuyAnew(subscription({ ends: true, until: '2026-11-25T12:00:00.000Z' }), now))
  t.true(mayBuyAnew(subscription({ price: null }), now))
})

test('the end of free days is told in time to cancel, and not to who has', (t) => {
  const free = { status: 'trial', until: '2026-11-27T12:00:00.000Z' } as const

  t.regex(trialEnd(subscription(free), now)?.words ?? '', /\$14\.99 per month, unless you cancel/)
  t.is(trialEnd(subscription({ ...free, ends: true }), now), undefined)
  t.is(trialEnd(subscription({ ...free, until: '2026-12-25T12:00:00.000Z' }), now), undefined)
})
