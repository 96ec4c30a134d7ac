import test from 'ava'
import { whenWords } from './when.ts'

const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString()
const now = new Date(2026, 10, 24, 18)

test('a time is told by the calendar of who reads it', (t) => {
  t.regex(whenWords(at(24, 23), now), /^today at 11:00|^today at 23:00/)
  t.regex(whenWords(at(25, 1), now), /^tomorrow at 0?1:00/)
  t.regex(whenWords(at(26, 1), now), /^on .*26/)
})
