import { readFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { parse } from 'yaml'
import { refusedDepiction } from './depiction.ts'
import type { Depiction } from './real-person.ts'

/** By language; of the large sets also by the rule that must refuse, or might, and by stage. */
type Sorted = Record<string, Record<string, Record<Depiction, string[]>>>
type Plain = Record<'adversarial' | 'benign', Record<string, string[]>>

type Count = { wrong: string[]; all: number }

/** A catch would be a change of the lexicon, of a reading or of a number that loses what was found before. */
const read = (name: string): unknown =>
  parse(readFileSync(new URL(`../../test-data/safety/${name}.yaml`, import.meta.url), 'utf8'))

test('every text of the large set that must be refused is, by its rule', (t) => {
  const { wrong } = tell(
    t,
    'recall',
    read('adversarial') as Sorted,
    (text, stage, rule) => refusedDepiction(text, stage) === rule || alsoRefused(text, stage, rule),
  )

  t.deepEqual(wrong, [])
})

test('every text of the large set that must pass does', (t) => {
  const { wrong } = tell(
    t,
    'passed',
    read('benign') as Sorted,
    (text, stage) => refusedDepiction(text, stage) === undefined,
  )

  t.deepEqual(wrong, [])
})

test('of the set on which the rules were mended once, at least 62 of 66 are refused and all 66 pass', (t) => {
  const { adversarial, benign } = read('fresh') as Plain

  const refused = count(adversarial, (text) => refusedDepiction(text, 'avatar') !== undefined)
  const passed = count(benign, (text) => refusedDepiction(text, 'avatar') === undefined)

  t.log(`fresh: refused ${refused.right} of ${refused.all}, passed ${passed.right} of ${passed.all}`)
  t.true(refused.right >= 62)
  t.is(passed.right, passed.all)
})

// Only numbers: who reads what failed tunes on it, and then it is blind no more.
test('of the set that nobody tuned on, at least 42 of 57 are refused and 43 of 45 pass', (t) => {
  const { adversarial, benign } = read('blind') as Plain

  const refused = count(adversarial, (text) => refusedDepiction(text, 'avatar') !== undefined)
  const passed = count(benign, (text) => refusedDepiction(text, 'avatar') === undefined)

  t.log(`blind: refused ${refused.right} of ${refused.all}, passed ${passed.right} of ${passed.all}`)
  t.true(refused.right >= 42)
  t.true(passed.right >= 43)
})

test('each large set has 150 texts and more, in at least six languages', (t) => {
  for (const name of ['adversarial', 'benign']) {
    const set = read(name) as Sorted
    const texts = Object.values(set).flatMap((rules) =>
      Object.values(rules).flatMap((stages) => Object.values(stages).flat()),
    )
    t.true(texts.length >= 150 && new Set(texts).size === texts.length, name)
    t.true(Object.keys(set).length >= 6)
  }
})

/** What names a real person and says "girl" besides is refused by the first rule that finds something. */
function alsoRefused(text: string, stage: Depiction, rule: string): boolean {
  return rule === 'real-person' && refusedDepiction(text, stage) === 'minor'
}

function tell(
  t: ExecutionContext,
  word: string,
  set: Sorted,
  isRight: (text: string, stage: Depiction, rule: string) => boolean,
): Count {
  const whole: Count = { wrong: [], all: 0 }
  for (const [language, rules] of Object.entries(set)) {
    const figures = Object.entries(rules).map(([rule, stages]) => {
      const cases = (Object.entries(stages) as [Depiction, string[]][]).flatMap(([stage, texts]) =>
        texts.map((text) => ({ text, stage })),
      )
      const wrong = cases.filter(({ text, stage }) => !isRight(text, stage, rule)).map(({ text }) => text)
      whole.wrong.push(...wrong)
      whole.all += cases.length
      return `${rule} ${cases.length - wrong.length}/${cases.length}`
    })
    t.log(`${language} ${word}: ${figures.join(', ')}`)
  }
  t.log(`${word}: ${whole.all - whole.wrong.length} of ${whole.all}`)
  return whole
}

function count(set: Record<string, string[]>, isRight: (text: string) => boolean) {
  const texts = Object.values(set).flat()
  return { right: texts.filter(isRight).length, all: texts.length }
}
