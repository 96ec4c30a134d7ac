import test from 'ava'
import { brightness } from './colour.ts'
import { facts } from './facts.ts'
import { look, type Look } from './look.ts'
import { lengths } from './hair-words.ts'

test('shorter hair is shorter than it was described, and shaven only for whoever says so', (t) => {
  for (const words of ['long brown hair', 'shoulder-length hair', 'a bob']) {
    for (const seed of [1, 2, 3]) {
      const [before, after] = [length(words, '', seed), length(words, 'shorter hair', seed)]
      t.true(after < before && after >= lengths.indexOf('short'), `${words} ${seed}`)
    }
  }
  t.is(person('short dark hair', 'shorter hair', 1).hair.length, 'short')
  t.true(
    person('short dark hair', 'shorter hair', 1).hair.volume < person('short dark hair', '', 1).hair.volume,
  )
  t.is(person('short dark hair', 'a buzz cut', 1).hair.length, 'buzz')
})

test('where no length was described, shorter hair is as short as any before it, and longer as long', (t) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    t.is(person('dark hair', 'shorter hair', seed).hair.length, 'short')
    t.is(person('dark hair', 'longer hair', seed).hair.length, 'long')
  }
})

test('curls that were asked for are never shorn off', (t) => {
  const found = [1, 2, 3, 4, 5, 6, 7, 8].map(
    (seed) => look(facts('a man, 30 years old\nAppearance: curly hair'), seed).hair.length,
  )

  t.false(found.includes('buzz'))
})

test('other hair forgets what was described of the old', (t) => {
  const found = [1, 2, 3, 4, 5, 6].map((seed) => person('long wavy red hair', 'different hair', seed).hair)

  t.true(new Set(found.map(({ colour, length, texture }) => `${colour} ${length} ${texture}`)).size > 2)
})

test('a named color wins, and goes to what it stands before', (t) => {
  for (const seed of [1, 2, 3, 4]) {
    t.true(isRed(person('blonde hair', 'Red scarf', seed).scarf), `change ${seed}`)
    t.true(isRed(person('Red scarf, green eyes', '', seed).scarf), `appearance ${seed}`)
    const both = person('a red scarf over a blue coat', '', seed)
    t.true(isRed(both.scarf) && isBlue(both.cloth), `both ${seed}`)
  }
  t.true(brightness(person('a dark blazer', '', 1).cloth) < 0.35)
})

test('less formal means other clothes', (t) => {
  const garments = [1, 2, 3, 4].map((seed) => person('a blazer', 'less formal', seed).garment)

  t.false(garments.includes('blazer'))
})

function person(appearance: string, change: string, seed: number): Look {
  return look(facts(`a woman, 27 years old\nAppearance: ${appearance}\nChange: ${change}`), seed)
}

function length(appearance: string, change: string, seed: number): number {
  return lengths.indexOf(person(appearance, change, seed).hair.length)
}

const isRed = (colour = '#000000') =>
  channel(colour, 1) > 1.5 * Math.max(channel(colour, 3), channel(colour, 5))
const isBlue = (colour = '#000000') => channel(colour, 5) > channel(colour, 1)

function channel(colour: string, at: number): number {
  return Number.parseInt(colour.slice(at, at + 2), 16)
}
