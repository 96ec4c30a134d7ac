import test from 'ava'
import { after, periods } from './period.ts'

const at = (text: string) => new Date(`${text}T10:00:00.000Z`)

test('a subscription of the 31st comes back to the 31st after a shorter month', (t) => {
  const start = at('2026-01-31')

  t.deepEqual(
    [1, 2, 3].map((count) => after(start, 'month', count)),
    [at('2026-02-28'), at('2026-03-31'), at('2026-04-30')],
  )
  t.deepEqual(after(at('2028-02-29'), 'year', 1), at('2029-02-28'))
  t.deepEqual(after(at('2026-12-28'), 'week', 1), at('2027-01-04'))
})

test('periods go up to the running one', (t) => {
  t.deepEqual(periods(at('2026-01-31'), 'month', at('2026-01-31')), [at('2026-01-31')])
  t.deepEqual(periods(at('2026-01-31'), 'month', at('2026-02-28')), [at('2026-01-31'), at('2026-02-28')])
})
