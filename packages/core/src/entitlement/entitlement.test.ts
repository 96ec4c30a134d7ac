import test from 'ava'
import type { Snapshot } from '../account/session.ts'
import { decide, periodOf } from './entitlement.ts'
import { parseTiers } from './parse-tiers.ts'
import { paymentRequired } from './payment-required.ts'

const tiers = parseTiers(`
graceDays: 7
everyone: { features: { paintAgain: { limit: 5, per: day } } }
tiers:
  - id: companion
    name: Companion
    price: { amount: "14.99", currency: USD, interval: month }
    features: { chat: true, photos: { limit: 60, per: month } }
  - id: gold
    name: Gold
    price: { amount: "39.99", currency: USD, interval: month }
    features: { chat: true, photos: { limit: 5, per: day }, paintAgain: { limit: 9, per: day } }
  - id: gallery
    name: Gallery
    price: { amount: "200", currency: USD, interval: year }
    features: { photos: { limit: 600, per: period } }
`)
const now = new Date('2026-11-24T12:00:00Z')
const active: Snapshot = {
  price: 'companion',
  status: 'active',
  from: new Date('2026-11-01T00:00:00Z'),
  until: new Date('2026-12-01T00:00:00Z'),
  ends: false,
  dueSince: null,
  frozen: null,
  countsFrom: null,
}
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
const chats = (changes: Partial<Snapshot>, at = now) => decide([{ ...active, ...changes }], tiers, at).mayChat

/** Whatever is not named here is closed. A paid period that is over is bridged for an hour, unless it was cancelled. */
const open = new Set([
  'trial goes on, running', 'trial goes on, over for a moment',
  'trial ends, running',
  'active goes on, running', 'active goes on, over for a moment',
  'active ends, running',
  'past-due goes on, running, due for 2 days', 'past-due goes on, over for a moment, due for 2 days',
  'past-due goes on, over for long, due for 2 days',
  'past-due ends, running, due for 2 days',
]) // prettier-ignore

test('of all statuses, cancelled or not, frozen or not, known to us or not, these open the chat', (t) => {
  const statuses = 'trial active past-due unpaid paused pending ended unknown invented'.split(' ')
  const untils = { running: active.until, 'over for a moment': hoursAgo(0.5), 'over for long': hoursAgo(30) }
  const dues = { '': null, ', due for 2 days': hoursAgo(48), ', due for 8 days': hoursAgo(192) }
  let tried = 0

  for (const status of statuses)
    for (const ends of [false, true])
      for (const [running, until] of Object.entries(untils))
        for (const [due, dueSince] of Object.entries(dues))
          for (const frozen of [null, 'refunded', 'disputed'] as const)
            for (const price of ['companion', 'companion-2019', 'gallery', '']) {
              const name = `${status} ${ends ? 'ends' : 'goes on'}, ${running}`
              const isOpen = open.has(status === 'past-due' ? name + due : name)
              const expected = isOpen && frozen === null && price === 'companion'
              const said = chats({
                status: status as Snapshot['status'],
                ends,
                until,
                dueSince,
                frozen,
                price,
              })
              tried++
              if (said !== expected) t.fail(`${name}${due}, ${frozen}, ${price}: ${said}`)
            }

  t.is(tried, 9 * 2 * 3 * 3 * 3 * 4)
})

test('what everyone has stays, whatever becomes of a subscription, and nobody else chats', (t) => {
  const none = decide([], tiers, now)

  t.false(none.mayChat)
  t.deepEqual(none.features, { paintAgain: { limit: 5, per: 'day' } })
  t.deepEqual(decide([{ ...active, status: 'unpaid' }], tiers, now).features, none.features)
  t.deepEqual(decide([active], tiers, now).features, {
    chat: true,
    photos: { limit: 60, per: 'month' },
    paintAgain: { limit: 5, per: 'day' },
  })
})

test('ends are exact to the second: of a period, of the wait for its renewal, and of grace', (t) => {
  // The day of a leap year, both changes to and from summer time, and a night of new year.
  const ends = [
    '2028-02-29T23:59:59Z',
    '2026-03-29T01:00:00Z',
    '2026-10-25T01:00:00Z',
    '2027-01-01T00:00:00Z',
  ]
  const shift = (time: string, seconds: number) => new Date(new Date(time).getTime() + seconds * 1000)

  for (const end of ends) {
    const until = new Date(end)
    t.true(chats({ until, ends: true }, shift(end, -1)))
    t.false(chats({ until, ends: true }, until))
    t.true(chats({ until }, shift(end, 3599)))
    t.false(chats({ until }, shift(end, 3600)))
    const due = { status: 'past-due', dueSince: until, until: shift(end, 30 * 86_400) } as const
    t.true(chats(due, shift(end, 7 * 86_400 - 1)))
    t.false(chats(due, shift(end, 7 * 86_400)))
  }
})

test('nothing depends on where the server stands', (t) => {
  const zone = process.env.TZ
  t.teardown(() => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })
  const times = [
    '2026-03-29T00:59:59Z',
    '2026-03-29T01:00:00Z',
    '2026-11-01T05:59:59Z',
    '2028-02-29T23:59:59Z',
  ]
  const answers = (offset: string) => {
    process.env.TZ = offset
    const entitlement = decide([active], tiers, now)
    return times.flatMap((time) =>
      (['day', 'month', 'period'] as const).map((per) =>
        periodOf({ limit: 1, per }, entitlement, new Date(time)),
      ),
    )
  }
  const utc = answers('UTC')

  t.is(utc[9]?.until.toISOString(), '2028-03-01T00:00:00.000Z')
  for (const place of ['America/New_York', 'Europe/Berlin', 'Pacific/Kiritimati', 'Pacific/Niue'])
    t.deepEqual(answers(place), utc, place)
})

test('a day and a month are those of the calendar, a period is what was paid for', (t) => {
  const at = (time: string, per: 'day' | 'month' | 'period', changes: Partial<Snapshot> = {}) =>
    periodOf({ limit: 1, per }, decide([{ ...active, ...changes }], tiers, new Date(time)), new Date(time))
  const last = '2028-02-29T23:59:59.999Z'
  const paid = { from: new Date('2028-02-10T07:30:00Z'), until: new Date('2028-03-10T07:30:00Z') }

  t.deepEqual(at(last, 'day'), { name: '2028-02-29', until: new Date('2028-03-01T00:00:00Z') })
  t.deepEqual(at(last, 'month'), { name: '2028-02', until: new Date('2028-03-01T00:00:00Z') })
  t.deepEqual(at(last, 'period', paid), { name: 'from 2028-02-10T07:30:00.000Z', until: paid.until })
  // Changed to a yearly tier in the middle: counted since the month began.
  const countsFrom = new Date('2028-02-10T07:30:00Z')
  const year = { from: new Date('2028-02-20T00:00:00Z'), until: new Date('2029-02-20T00:00:00Z'), countsFrom }
  t.is(at(last, 'period', year).name, 'from 2028-02-10T07:30:00.000Z')
  // Not renewed yet, but still open.
  const late = at('2028-03-10T07:45:00Z', 'period', paid)
  t.is(late.until.toISOString(), '2028-03-10T08:30:00.000Z')
  // A row from before periods were kept, or nothing that is open.
  t.is(at(last, 'period', { ...paid, from: null }).name, '2028-02')
  t.is(at(last, 'period').name, '2028-02')
})

test('of two subscriptions the one that opens more decides, and the other one as soon as it has ended', (t) => {
  const granted = { ...active, price: 'gold', ends: true, until: new Date('2026-11-25T00:00:00Z') }
  const at = (time: string, snapshots: readonly Snapshot[]) =>
    decide(snapshots, tiers, new Date(time)).tier?.id

  for (const both of [
    [active, granted],
    [granted, active],
  ]) {
    t.is(at('2026-11-24T23:59:59Z', both), 'gold')
    t.is(at('2026-11-25T00:00:00Z', both), 'companion')
  }
  t.is(at('2026-11-24T12:00:00Z', [active, { ...granted, frozen: 'disputed' }]), 'companion')
  t.is(at('2026-11-24T12:00:00Z', [{ ...active, status: 'ended' }]), undefined)
})

test('a refusal tells the tiers with more of what is missing, and no other', (t) => {
  const refused = (feature: string, snapshots: readonly Snapshot[]) => {
    const { extra } = paymentRequired(feature, tiers, decide(snapshots, tiers, now), now)
    return [extra.usedUp, extra.until, (extra.tiers as { id: string }[]).map(({ id }) => id)]
  }

  t.deepEqual(refused('chat', []), [false, undefined, ['companion', 'gold']])
  t.deepEqual(refused('photos', []), [false, undefined, ['companion', 'gold', 'gallery']])
  // 5 a day are 150 a month; 600 in a year are 50.
  t.deepEqual(refused('photos', [active]), [true, '2026-12-01T00:00:00.000Z', ['gold']])
  t.deepEqual(refused('photos', [{ ...active, price: 'gold' }]), [true, '2026-11-25T00:00:00.000Z', []])
  t.deepEqual(refused('paintAgain', []), [true, '2026-11-25T00:00:00.000Z', ['gold']])
})
