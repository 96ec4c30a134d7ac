import test from 'ava'
import type { Tier } from '../api/shapes.ts'
import { freeDays, termWords, trialWords } from './terms.ts'

const tier: Tier = {
  id: 'companion',
  name: 'Companion',
  description: '',
  price: { amount: 1499, currency: 'USD', exponent: 2, interval: 'month' },
  trialDays: 7,
  features: [],
}
const now = new Date(2026, 10, 25, 12)

test('before the button stands the full price, how often it comes, and how it ends', (t) => {
  t.regex(termWords(tier, 0, now), /^\$14\.99 per month\. It renews every month until you cancel/)
})

test('free days say what comes after them, and the day until which nothing is charged', (t) => {
  t.is(trialWords(tier, 7), '7 days free, then $14.99 per month')
  t.regex(termWords(tier, 7, now), /^Nothing is charged today\. From .*2.* it is \$14\.99 every month/)
})

test('who had a subscription is promised no free days', (t) => {
  t.is(freeDays(tier, true), 0)
  t.is(freeDays(tier, false), 7)
  t.is(freeDays({ ...tier, trialDays: null }, false), 0)
})
