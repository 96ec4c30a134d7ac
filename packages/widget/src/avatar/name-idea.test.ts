import test from 'ava'
import { nameIdea } from './name-idea.ts'

test('suggests a name that is at home in the place', (t) => {
  t.is(nameIdea('woman', 'Korean, Brazilian'), 'Mina')
  t.is(nameIdea('man', 'from Lisbon, Portugal'), 'Rafael')
})

test('has a name for every gender and every place', (t) => {
  for (const gender of ['woman', 'man', 'nonbinary'] as const)
    t.truthy(nameIdea(gender, 'somewhere by the sea'))
  t.truthy(nameIdea(undefined, ''))
})

test('walks through its names and starts again', (t) => {
  t.is(nameIdea('woman', 'Japan', 1), 'Hana')
  t.is(nameIdea('woman', 'Japan', 2), 'Yuki')
})
