import test from 'ava'
import { endWords } from './end-words.ts'
import type { HersRow } from './row.ts'

const codes: readonly (readonly [HersRow['ended'], string | null])[] = [
  ['failed', null],
  ['failed', 'interrupted'],
  ['failed', 'timeout'],
  ['blocked', null],
  ['blocked', 'model-refused'],
  ['stopped', null],
  ['answered', 'length'],
  ['answered', 'degraded'],
]

test('each way to end has words of its own', (t) => {
  const words = codes.map(([ended, code]) => endWords({ ended, code }))

  t.is(new Set(words).size, codes.length)
  t.false(words.includes(null))
})

test('an answer that is whole, or still being written, needs no words', (t) => {
  t.is(endWords({ ended: 'answered', code: null }), null)
  t.is(endWords({ ended: null, code: null }), null)
})

test('a code that is not known is worded as its reason is', (t) => {
  t.is(endWords({ ended: 'failed', code: 'new' }), endWords({ ended: 'failed', code: null }))
  t.is(endWords({ ended: 'blocked', code: 'violence' }), endWords({ ended: 'blocked', code: null }))
  t.is(endWords({ ended: 'answered', code: 'new' }), null)
})
