import test from 'ava'
import { diffTiers, type Buyers } from './diff-tiers.ts'
import { parseTiers } from './parse-tiers.ts'

const before = parseTiers(`
everyone: { features: { paintAgain: { limit: 5, per: day } } }
tiers:
  - id: companion
    name: Companion
    price: { amount: "14.99", currency: USD, interval: month }
    features: { chat: true, photos: { limit: 60, per: month } }
  - { id: basic, name: Basic, price: { lookupKey: basic_monthly }, features: { chat: true } }
`)
const buyers: readonly Buyers[] = [
  { price: 'companion', count: 12 },
  { price: 'basic', count: 1 },
  { price: 'basic_monthly', count: 2 },
  { price: 'price_9', count: 1 },
]
const linesFor = (text: string) =>
  diffTiers(before, parseTiers(text), buyers).map(({ kind, words }) => `${kind}: ${words}`)

test('who loses or gains what is counted, and who is forgotten is a warning with the way out', (t) => {
  t.deepEqual(
    linesFor(`
graceDays: 3
everyone: { features: { paintAgain: { limit: 3, per: day } } }
tiers:
  - id: companion
    name: Friend
    price: { amount: "12.00", currency: USD, interval: month }
    trial: { days: 7 }
    features: { chat: true, photos: { limit: 50, per: month }, paintAgain: { limit: 9, per: period } }
  - { id: plus, name: Plus, price: { lookupKey: plus_yearly }, features: {} }
`),
    [
      'offer: basic is gone',
      'offer: companion costs new subscribers 12.00 USD a month instead of 14.99 USD a month',
      'offer: companion is called Friend instead of Companion',
      'offer: companion has a trial of 7 days instead of no trial',
      'offer: plus is new: plus_yearly at the provider',
      'offer: a failed payment is waited for 3 days instead of 7',
      'people: accounts without a tier lose 2 paintAgain a day (5 → 3)',
      'people: 12 subscribers of companion have 9 paintAgain a billing period instead of 5 paintAgain a day',
      'people: 12 subscribers of companion lose 10 photos a month (60 → 50)',
      'warning: 3 subscribers of basic lose all: no tier is called so any more; legacy: [basic, basic_monthly] in a tier gives them that',
      'warning: 1 subscriber of price_9 have nothing, before and after: no tier is called so; legacy: [price_9] in a tier gives them that',
    ],
  )
})

test('those of an earlier tier have what the new one gives', (t) => {
  const lines = linesFor(`
everyone: { features: { paintAgain: { limit: 5, per: day } } }
tiers:
  - id: companion
    name: Companion
    price: { amount: "14.99", currency: USD, interval: month }
    features: { chat: true, photos: { limit: 60, per: month } }
    legacy: [basic, basic_monthly, price_9]
`)

  t.deepEqual(lines, [
    'offer: basic is gone',
    'people: 3 subscribers of basic have companion from then on',
    'people: 3 subscribers of basic gain 60 photos a month',
    'people: 1 subscriber of price_9 have companion from then on',
    'people: 1 subscriber of price_9 gain chat',
    'people: 1 subscriber of price_9 gain 60 photos a month',
  ])
})

test('the same says nothing', (t) => {
  t.deepEqual(diffTiers(before, before, buyers.slice(0, 3)), [])
})
