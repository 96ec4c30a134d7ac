import test from 'ava'
import type { Tier } from '../api/shapes.ts'
import { changeWords } from './change-words.ts'

const plus: Tier = {
  id: 'plus',
  name: 'Plus',
  description: '',
  price: { amount: 2999, currency: 'USD', exponent: 2, interval: 'month' },
  features: [],
}
const words = (amount: number) =>
  changeWords({ due: { amount, currency: 'USD', exponent: 2 }, until: '2026-12-10T12:00:00.000Z' }, plus)

test('a change says what is paid or credited now, and what comes after', (t) => {
  t.regex(words(1501), /^You pay \$15\.01 now.*it is \$29\.99 per month\.$/)
  t.regex(words(0), /^Nothing is charged now\. /)
  t.regex(words(-750), /^Nothing is charged now: \$7\.50 are taken off/)
})
