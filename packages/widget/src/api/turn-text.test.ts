import test from 'ava'
import { noText, takeFrame } from './turn-text.ts'

const have = { attempt: 2, text: 'Hello' }

test('takes only the part beyond what it has', (t) => {
  t.is(takeFrame(have, { turn: 't', attempt: 2, offset: 3, text: 'lo you' }).text, 'Hello you')
})

test('takes the first frame', (t) => {
  t.deepEqual(takeFrame(noText, { turn: 't', attempt: 1, offset: 0, text: 'Hi' }), { attempt: 1, text: 'Hi' })
})

test('is not changed by what it has already', (t) => {
  t.is(takeFrame(have, { turn: 't', attempt: 2, offset: 0, text: 'Hel' }), have)
})

test('drops a frame of an earlier try', (t) => {
  t.is(takeFrame(have, { turn: 't', attempt: 1, offset: 5, text: ' you' }), have)
})

test('starts anew with a later try', (t) => {
  t.deepEqual(takeFrame(have, { turn: 't', attempt: 3, offset: 0, text: 'Good' }), {
    attempt: 3,
    text: 'Good',
  })
})

test('drops a frame beyond a gap', (t) => {
  t.is(takeFrame(have, { turn: 't', attempt: 2, offset: 9, text: 'x' }), have)
})
