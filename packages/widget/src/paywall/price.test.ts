import test from 'ava'
import { formatPrice, perInterval } from './price.ts'

const price = { amount: 1499, currency: 'USD', exponent: 2, interval: 'month' } as const

test('writes the price the way its currency is written', (t) => {
  t.is(formatPrice(price, 'en-US'), '$14.99')
  t.is(formatPrice({ ...price, currency: 'EUR' }, 'de-DE'), '14,99\u00a0€')
  t.is(formatPrice({ ...price, amount: 1800, currency: 'JPY', exponent: 0 }, 'en-US'), '¥1,800')
  t.is(formatPrice({ ...price, amount: 4500, currency: 'KWD', exponent: 3 }, 'en-US'), 'KWD\u00a04.500')
})

test('keeps the last zero of a round price', (t) => {
  t.is(formatPrice({ ...price, amount: 1500 }, 'en-US'), '$15.00')
})

test('names the interval', (t) => {
  t.is(perInterval({ ...price, interval: 'year' }), 'per year')
  t.is(perInterval(price), 'per month')
})
