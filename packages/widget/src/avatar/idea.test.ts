import test from 'ava'
import { appendWords, longestAppearance } from './idea.ts'

test('goes on writing where the text stopped', (t) => {
  t.is(appendWords('', 'freckles'), 'Freckles')
  t.is(appendWords('Dark hair', 'freckles'), 'Dark hair, freckles')
  t.is(appendWords('Dark hair, ', 'freckles'), 'Dark hair, freckles')
  t.is(appendWords('Dark hair.', 'freckles'), 'Dark hair. Freckles')
})

test('leaves a full text alone', (t) => {
  const full = 'a'.repeat(longestAppearance - 3)

  t.is(appendWords(full, 'freckles'), full)
})
