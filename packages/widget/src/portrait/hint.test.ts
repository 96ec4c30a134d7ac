import test from 'ava'
import { hintOf } from './hint.ts'

test('draws a different figure for each gender', (t) => {
  t.deepEqual(
    (['woman', 'man', 'nonbinary'] as const).map((gender) => hintOf(gender).hair),
    ['long', 'short', 'bob'],
  )
})

test('follows words about hair', (t) => {
  const hint = hintOf('woman', 'Short curly auburn hair, freckles and round glasses')

  t.is(hint.hair, 'bob')
  t.is(hint.hairColor, '#8a3f2a')
  t.is(hint.curl, 'curly')
  t.true(hint.hasFreckles && hint.hasGlasses)
  t.false(hint.hasBeard)
})

test('takes a color from the hair, not from the eyes or the shirt', (t) => {
  t.is(hintOf('man', 'blue eyes, a white shirt').hairColor, hintOf('man').hairColor)
})
