import { readdirSync, readFileSync } from 'node:fs'
import test from 'ava'
import { isSafe } from 'redos-detector'
import { readingsOf } from './disguise.ts'
import { refusedDepiction } from './depiction.ts'

const folder = new URL('../../src/safety/', import.meta.url)
const literal =
  /(?:[(=,|&?]|^|return)\s*(\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])+\]|[^/\\\n[])+\/[dgimsuy]*)(?=[\s.,);]|$)/gm
/** Without one of these a pattern takes a bounded time at each place of a text. */
const unbounded = /[^\\][+*]|\{\d+,\}/

/** Would catch a pattern that a crafted text makes slow: texts come from everybody, and one process serves all. */
test('no pattern of the rules backtracks without end', (t) => {
  const patterns = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
    .flatMap((file) =>
      [...readFileSync(new URL(file, folder), 'utf8').matchAll(literal)].map((match) => match[1] ?? ''),
    )
  const risky = patterns.filter((pattern) => unbounded.test(pattern.replace(/\[(?:\\.|[^\]\\])+\]/g, 'c')))

  t.true(patterns.length > 25)
  t.true(risky.length > 5)
  for (const pattern of risky) {
    const end = pattern.lastIndexOf('/')
    const regExp = new RegExp(pattern.slice(1, end), pattern.slice(end + 1))
    t.true(isSafe(regExp, { maxScore: 200, downgradePattern: true }).safe, pattern)
  }
})

test('a text has a bounded number of readings, and none is much longer than it', (t) => {
  for (const part of ['l0l1 ', 't.e.', '|', 'QUFBQUFB', 'aaaa', '十', '열', '1,', 'т', 'ﷺ']) {
    const text = part.repeat(10_000 / part.length)
    const { written, others } = readingsOf(text)
    t.true(others.length <= 21, part)
    for (const reading of [written, ...others]) t.true(reading.length <= text.length * 20, part)
  }
})

test('what is hidden at the end of a long text is found', (t) => {
  t.is(refusedDepiction(`${'soft light, '.repeat(900)}a schoolgirl`, 'prompt'), 'minor')
  t.is(refusedDepiction(`${'soft light, '.repeat(333)}Taylor Swift`, 'prompt'), 'real-person')
  t.is(refusedDepiction('soft light, '.repeat(900), 'prompt'), undefined)
})
