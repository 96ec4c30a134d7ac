import test from 'ava'
import { amountOf, moneyOf, wordsOf } from './money.ts'

test('money goes to Stripe and back, with as many decimals as Stripe gives its currency', (t) => {
  for (const [currency, micros, amount, words] of [
    ['USD', 14_990_000, 1499, '14.99 USD a month'],
    ['JPY', 1_500_000_000, 1500, '1500 JPY a month'],
    ['KWD', 4_900_000, 4900, '4.900 KWD a month'],
    ['ISK', 990_000_000, 99_000, '990.00 ISK a month'],
  ] as const) {
    t.deepEqual(amountOf({ micros, currency }), { amount, currency: currency.toLowerCase() })
    t.deepEqual(moneyOf(amount, currency.toLowerCase()), { micros, currency })
    t.is(wordsOf({ micros, currency }, 'month'), words)
  }
  t.throws(() => amountOf({ micros: 1_500_000, currency: 'JPY' }), { message: /cannot be charged exactly/ })
})
