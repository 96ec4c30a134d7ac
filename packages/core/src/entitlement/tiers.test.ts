import { readFileSync } from 'node:fs'
import test from 'ava'
import { PlatformError } from '../platform-error.ts'
import { parseTiers } from './parse-tiers.ts'
import { limitOf, offerFor, offerOf, otherFeatures, tierOf, tierToBuy } from './tiers.ts'

const valid = `
tiers:
  - id: companion
    name: Companion
    price: { amount: "14.99", currency: USD, interval: month }
    features: { chat: true, photos: { limit: 60, per: month } }
`

test('a price is minor units of its currency', (t) => {
  const [tier] = parseTiers(valid).tiers
  const [yen] = parseTiers(valid.replace('14.99', '1500').replace('USD', 'JPY')).tiers

  t.deepEqual(tier?.price, { amount: 1499, currency: 'USD', exponent: 2, interval: 'month' })
  t.deepEqual(yen?.price, { amount: 1500, currency: 'JPY', exponent: 0, interval: 'month' })
})

test('every problem is told at once, with line and column', (t) => {
  const broken = `
tiers:
  - id: Companion
    name: Companion
    price: { amount: 14.99, currency: USD, interval: month }
    features: { chat: true, photos: { limit: 0, per: month }, pohtos: 3 }
`
  const error = t.throws(() => parseTiers(broken, 'tiers.yaml'), { instanceOf: PlatformError })

  t.regex(error.message, /tiers\.yaml:3:9 tiers\.0\.id: must be lower-case/)
  t.regex(error.message, /tiers\.yaml:5:22 tiers\.0\.price\.amount: must be a text/)
  t.regex(error.message, /tiers\.yaml:6:46 tiers\.0\.features\.photos\.limit: must be 1 or more/)
  t.regex(error.message, /tiers\.yaml:6:63 tiers\.0\.features\.pohtos: is not known here/)
})

test('too many decimals and an id that stands twice are refused', (t) => {
  const twice = `${valid}  - id: companion
    name: Other
    price: { amount: "1.999", currency: USD, interval: month }
    features: {}
`
  const error = t.throws(() => parseTiers(twice), { instanceOf: PlatformError })

  t.regex(error.message, /companion stands twice/)
  t.regex(error.message, /USD with at most 2 decimals/)
})

test('the reference deployment’s own file is valid', (t) => {
  const file = new URL('../../../../deploy/tiers.yaml', import.meta.url)

  t.is(parseTiers(readFileSync(file, 'utf8')).tiers.length, 1)
})

test('a price that is none, an unknown currency, an alias and an empty file say what is wrong and where', (t) => {
  const problem = (text: string) => t.throws(() => parseTiers(text), { instanceOf: PlatformError }).message
  const priced = (amount: string, currency = 'USD') =>
    problem(valid.replace('14.99', amount).replace('USD', currency))

  t.regex(priced('-1'), /tiers\.yaml:5:\d+ tiers\.0\.price\.amount: must be a price such as/)
  t.regex(priced('0'), /price\.amount: must be more than 0/)
  t.regex(priced('99999999'), /price\.amount: must be less than/)
  t.regex(priced('1', 'XQQ'), /price\.currency: XQQ is no currency/)
  t.regex(problem(`${valid}  - *nope\n`), /tiers\.yaml:\d+:5 \*nope: write it out/)
  t.regex(problem(''), /tiers: is missing/)
  t.regex(problem('tiers: ['), /tiers\.yaml:1:\d+ /)
  t.regex(problem(valid.replace('name: Companion', 'desription: x')), /tiers\.yaml:4:5 tiers\.0\.desription/)
})

test('a feature of a tool has a limit, and no other name', (t) => {
  const text = valid.replace('chat: true', 'chat: true, forecasts: { limit: 2, per: day }')
  const tiers = parseTiers(text, 'tiers.yaml', { toolFeatures: ['forecasts'] })

  t.deepEqual(otherFeatures(tiers), ['forecasts'])
  t.deepEqual(
    tiers.tiers.map(({ features }) => limitOf(features, 'forecasts')),
    [{ limit: 2, per: 'day' }],
  )
  t.is(limitOf(tiers.everyone, 'toString'), undefined)
  t.notThrows(() => parseTiers(text, 'tiers.yaml', { toolFeatures: 'any' }))
  t.throws(() => parseTiers(text), { message: /forecasts: is not known here/ })
  t.throws(() => parseTiers(text.replace('limit: 2', 'limit: x'), 'f', { toolFeatures: 'any' }), {
    message: /forecasts\.limit: must be a whole number/,
  })
})

test('tiers are known by id, lookup key and earlier names, stand in order, and are sold where they can be', (t) => {
  const tiers = parseTiers(`
tiers:
  - id: last
    name: Last
    order: 9
    price: { amount: "30.00", currency: USD, interval: year, lookupKey: last_yearly }
    trial: { days: 3 }
    features: { chat: true, photos: { limit: 9, per: period } }
    legacy: [gold, old_monthly]
  - { id: hidden, name: Hidden, visibility: hidden, price: { amount: "1", currency: USD, interval: day }, features: {} }
  - { id: listed, name: Listed, price: { lookupKey: listed_monthly }, features: {} }
  - { id: first, name: First, order: -1, price: { amount: "1", currency: USD, interval: day }, features: {} }
`)
  const [first, hidden, listed, last] = tiers.tiers

  for (const name of ['last', 'last_yearly', 'gold', 'old_monthly']) t.is(tierOf(tiers, name)?.id, 'last')
  t.is(tierOf(tiers, 'constructor'), undefined)
  t.deepEqual([first?.id, hidden?.id, listed?.id, last?.id], ['first', 'hidden', 'listed', 'last'])
  t.deepEqual(
    offerOf(tiers).map(({ id, trialDays }) => [id, trialDays]),
    [
      ['first', null],
      ['last', 3],
    ],
  )
  t.like(last && offerFor(last), { price: 'last_yearly', amount: { micros: 30_000_000 }, trialDays: 3 })
  t.like(first && offerFor(first), { price: 'first', amount: { micros: 1_000_000 } })
  t.is(tierToBuy(tiers, 'first').id, 'first')
  t.throws(() => tierToBuy(tiers, 'listed'), {
    code: 'unavailable',
    message: 'Listed cannot be bought just now',
  })
  for (const id of ['hidden', 'gold', 'last_yearly'])
    t.throws(() => tierToBuy(tiers, id), { code: 'validation' })
})
