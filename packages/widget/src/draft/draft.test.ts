import test from 'ava'
import { memoryStorage } from './device.ts'
import { descriptionOf, openStep, readDraft, type Draft } from './draft.ts'

const whole: Draft = {
  adult: true,
  gender: 'woman',
  age: 27,
  nationality: ' Korean ',
  name: 'Mina',
  appearance: 'Dark wavy hair',
  told: true,
}

test('asks the four questions in order', (t) => {
  t.is(openStep({}), 1)
  t.is(openStep({ gender: 'man' }), 2)
  t.is(openStep({ gender: 'man', age: 30 }), 3)
  t.is(openStep({ gender: 'man', age: 30, nationality: 'Italian' }), 3)
  t.is(openStep({ gender: 'man', age: 30, nationality: 'Italian', name: 'Luca' }), 4)
  t.is(openStep(whole), undefined)
})

test('words that were only typed do not answer the last question yet', (t) => {
  const { told: _, ...typing } = whole

  t.is(openStep(typing), 4)
  t.is(descriptionOf(typing), undefined)
})

test('sends what was answered, trimmed, and nothing else', (t) => {
  t.deepEqual(descriptionOf(whole), {
    gender: 'woman',
    age: 27,
    nationality: 'Korean',
    name: 'Mina',
    appearance: 'Dark wavy hair',
  })
})

test('comes back from the device as it was put there', (t) => {
  const device = memoryStorage()
  device.setItem('draft', JSON.stringify(whole))

  t.deepEqual(readDraft(device.getItem('draft')), whole)
})

test('drops what is not allowed, however it came to lie on the device', (t) => {
  for (const age of [19, 20.5, '27', 120, null]) t.deepEqual(readDraft(JSON.stringify({ age })), {})
  t.deepEqual(readDraft(JSON.stringify({ gender: 'robot', name: 4, adult: 'yes', other: 1 })), {})
  t.deepEqual(readDraft('{"gender":'), {})
  t.deepEqual(readDraft('[]'), {})
  t.deepEqual(readDraft(null), {})
})
