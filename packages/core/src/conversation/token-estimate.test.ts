import test from 'ava'
import { estimateTokens } from './token-estimate.ts'

test('about three and a half letters make a token, and one letter where a letter is a word', (t) => {
  t.is(estimateTokens(''), 0)
  t.is(estimateTokens('x'.repeat(35)), 10)
  t.is(estimateTokens('안녕하세요'), 5)
  t.is(estimateTokens('こんにちは、世界'), 8)
  t.true(estimateTokens('👩‍🚀') >= 2)
})
