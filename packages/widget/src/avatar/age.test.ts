import test from 'ava'
import { parseAge, stepAge } from './age.ts'

test('takes whole numbers from 20 to 99', (t) => {
  t.deepEqual(parseAge('20'), { age: 20 })
  t.deepEqual(parseAge(' 27 '), { age: 27 })
  t.deepEqual(parseAge('99'), { age: 99 })
})

test('refuses 19 with a line that names the limit', (t) => {
  const answer = parseAge('19')

  t.regex('problem' in answer ? answer.problem : '', /at least 20/)
})

test('refuses fractions, whichever sign stands before the decimals', (t) => {
  for (const typed of ['20.5', '20,5', '27.0', '27.']) t.regex(problemOf(typed), /whole years/, typed)
})

test('refuses letters, exponents and nothing at all', (t) => {
  for (const typed of ['twenty', '2e1', '0x20', '30 years', '３０'])
    t.regex(problemOf(typed), /as a number/, typed)
  t.regex(problemOf(''), /give an age/)
})

test('refuses what is below or above the range', (t) => {
  t.regex(problemOf('-30'), /at least 20/)
  t.regex(problemOf('0'), /at least 20/)
  t.regex(problemOf('100'), /up to 99/)
})

test('steps within the range and starts somewhere sensible', (t) => {
  t.is(stepAge('27', 1), 28)
  t.is(stepAge('20', -1), 20)
  t.is(stepAge('99', 1), 99)
  t.is(stepAge('12', 1), 20)
  t.is(stepAge('', 1), 27)
})

function problemOf(typed: string): string {
  const answer = parseAge(typed)
  return 'problem' in answer ? answer.problem : ''
}
