import test from 'ava'
import type Stripe from 'stripe'
import { make } from './stand-in/shapes.ts'
import { subscriptionOf, type Facts } from './subscription.ts'

const start = Date.parse('2026-01-31T10:00:00Z') / 1000
const end = Date.parse('2026-02-28T10:00:00Z') / 1000
const time = (seconds: number) => new Date(seconds * 1000)

function price(id: string, lookup: string | null, metadata: Record<string, string> = {}): Stripe.Price {
  return make<Stripe.Price>('price', { id, lookup_key: lookup, metadata, currency: 'usd', unit_amount: 1499 })
}

function item(
  id: string,
  of: Stripe.Price,
  more: Partial<Stripe.SubscriptionItem> = {},
): Stripe.SubscriptionItem {
  return make<Stripe.SubscriptionItem>('subscription_item', {
    id,
    price: of,
    created: start,
    quantity: 1,
    current_period_start: start,
    current_period_end: end,
    ...more,
  })
}

const companion = item('si_1', price('price_1', 'companion'))

function facts(
  change: Partial<Omit<Stripe.Subscription, 'items'>> = {},
  items: Stripe.SubscriptionItem[] = [companion],
  more: Partial<Facts> = {},
): Facts {
  const subscription = make<Stripe.Subscription>('subscription', {
    id: 'sub_1',
    status: 'active',
    start_date: start,
    cancel_at_period_end: false,
    items: { object: 'list', data: items, has_more: false, url: '' },
    ...change,
  })
  return { subscription, open: [], charges: [], disputes: [], ...more }
}

const say = (...given: Parameters<typeof facts>) => subscriptionOf(facts(...given), 'a1')

const statuses = [
  ['trialing', 'trial'],
  ['active', 'active'],
  ['past_due', 'past-due'],
  ['unpaid', 'unpaid'],
  ['paused', 'paused'],
  ['incomplete', 'pending'],
  ['incomplete_expired', 'ended'],
  ['canceled', 'ended'],
  ['something_new', 'unknown'],
  ['constructor', 'unknown'],
] as const

const cancellations = [
  ['none', {}, false, end],
  ['at the end', { cancel_at_period_end: true, cancel_at: end }, true, end],
  ['at a time in this period', { cancel_at: end - 86_400 }, true, end - 86_400],
  ['at the very end by time', { cancel_at: end }, true, end],
  ['at a time in the next period', { cancel_at: end + 86_400 }, false, end],
] as const

const pauses = [null, 'void', 'keep_as_draft', 'mark_uncollectible', 'something_new'] as const
const trials = [{}, { trial_start: start, trial_end: end }] as const
const prices = [
  ['by its lookup key', price('price_1', 'companion'), 'companion'],
  ['by what we left on it', price('price_1', null, { parlor_price: 'companion' }), 'companion'],
  ['by nobody', price('price_1', null), 'price_1'],
] as const

test('each status, however it is cancelled, paused, tried and priced, is one of ours', (t) => {
  for (const [status, ours] of statuses)
    for (const [how, cancelled, ends, until] of cancellations)
      for (const behavior of pauses)
        for (const trial of trials)
          for (const [named, of, name] of prices) {
            const isOver = ours === 'ended'
            const said = say(
              {
                status,
                ...cancelled,
                ...trial,
                pause_collection: behavior === null ? null : { behavior, resumes_at: null },
                ended_at: isOver ? end - 5 : null,
              },
              [item('si_1', of)],
            )
            const what = `${status}, cancelled ${how}, paused ${behavior}, named ${named}`
            t.is(said.status, ours, what)
            t.is(said.price, name, what)
            t.is(said.ends, isOver || ends, what)
            t.deepEqual(said.until, time(isOver ? end - 5 : until), what)
            t.deepEqual(said.from, time(start), what)
            t.is(said.dueSince !== undefined, ours === 'past-due', what)
            t.is(said.frozen, undefined, what)
          }
})

test('of several items the oldest with a name is the tier’s, and its latest end counts', (t) => {
  const extra = item('si_0', price('price_x', null), { current_period_end: end + 999 })
  const other = item('si_2', price('price_2', 'extras'), {
    created: start + 1,
    current_period_end: end + 500,
  })
  const again = item('si_3', price('price_3', null, { parlor_price: 'companion' }), {
    created: start + 2,
    current_period_end: end + 60,
  })

  t.like(say({}, [extra, other, again, companion]), { price: 'companion', until: time(end + 60) })
  t.like(say({}, [other, companion]), { price: 'companion', until: time(end) })
})

test('no item and a quantity of none buy nothing, whatever the status says', (t) => {
  for (const [status, ours] of statuses) {
    const expected = ours === 'ended' ? 'ended' : 'unknown'
    t.is(say({ status }, []).status, expected, status)
    t.is(say({ status }, [item('si_1', price('p', 'companion'), { quantity: 0 })]).status, expected, status)
  }
})

function invoice(id: string, more: Partial<Stripe.Invoice> = {}): Stripe.Invoice {
  return make<Stripe.Invoice>('invoice', {
    id,
    created: start,
    status: 'open',
    hosted_invoice_url: `https://invoice.stripe.com/i/${id}`,
    status_transitions: {
      finalized_at: start + 3600,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    ...more,
  })
}

test('what is due counts from the oldest open invoice, and is paid there', (t) => {
  const finalized = { marked_uncollectible_at: null, paid_at: null, voided_at: null }
  const open = [
    invoice('in_new', { status_transitions: { finalized_at: end, ...finalized } }),
    invoice('in_old'),
    invoice('in_draft', { status: 'draft', status_transitions: { finalized_at: null, ...finalized } }),
  ]

  t.like(say({ status: 'past_due' }, [companion], { open }), {
    dueSince: time(start + 3600),
    payUrl: 'https://invoice.stripe.com/i/in_old',
  })
  for (const status of ['unpaid', 'incomplete'])
    t.is(say({ status }, [companion], { open }).payUrl, 'https://invoice.stripe.com/i/in_old')
  for (const status of ['active', 'trialing', 'canceled'])
    t.is(say({ status }, [companion], { open }).payUrl, undefined)
  // Without an invoice the grace has begun with the period, not never
  t.like(say({ status: 'past_due' }), { dueSince: time(start), payUrl: undefined })
})

function charge(more: Partial<Stripe.Charge> = {}): Stripe.Charge {
  return make<Stripe.Charge>('charge', { id: 'ch_1', amount: 1499, paid: true, refunded: false, ...more })
}

test('money that went back altogether, or is fought over, freezes; a part of it and a dispute that was won do not', (t) => {
  const frozen = (charges: Stripe.Charge[], ...disputes: string[]) =>
    say({}, [companion], {
      charges,
      disputes: disputes.map((status) => make<Stripe.Dispute>('dispute', { id: 'du_1', status })),
    }).frozen

  t.is(frozen([charge()]), undefined)
  t.is(frozen([charge({ amount_refunded: 500 })]), undefined)
  t.is(frozen([charge({ amount_refunded: 1499, refunded: true })]), 'refunded')
  t.is(frozen([charge({ refunded: true }), charge()]), undefined)
  t.is(frozen([charge({ refunded: true }), charge({ paid: false })]), 'refunded')
  for (const status of ['needs_response', 'under_review', 'lost', 'appeal_under_review', 'something_new'])
    t.is(frozen([charge({ disputed: true })], status), 'disputed', status)
  for (const status of [
    'won',
    'prevented',
    'warning_needs_response',
    'warning_under_review',
    'warning_closed',
  ])
    t.is(frozen([charge({ disputed: true })], status), undefined, status)
  t.is(frozen([charge({ disputed: true })], 'won', 'lost'), 'disputed')
  t.is(frozen([charge({ disputed: true, refunded: true })], 'won'), 'refunded')
})
