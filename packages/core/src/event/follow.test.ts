import test from 'ava'
import { createTextCursor } from './follow.ts'

function frame(attempt: number, offset: number, text: string) {
  return { type: 'text' as const, turn: 't1', attempt, offset, text }
}

test('only the part beyond what one has is taken', (t) => {
  const cursor = createTextCursor()

  t.deepEqual(cursor.take(frame(1, 0, 'Hello')), frame(1, 0, 'Hello'))
  t.deepEqual(cursor.take(frame(1, 3, 'lo you')), frame(1, 5, ' you'))
  t.is(cursor.take(frame(1, 0, 'Hello')), undefined)
})

test('a gap is told, and the answer to the ask closes it', (t) => {
  const cursor = createTextCursor()

  t.is(cursor.take(frame(1, 6, 'you')), 'gap')
  t.is(cursor.length('t1'), 0)
  t.deepEqual(cursor.take(frame(1, 0, 'Hello you')), frame(1, 0, 'Hello you'))
})

test('a new attempt begins anew, and the old one is dropped from then on', (t) => {
  const cursor = createTextCursor()
  cursor.take(frame(1, 0, 'Hello'))

  t.deepEqual(cursor.take(frame(2, 0, 'Good')), frame(2, 0, 'Good'))
  t.is(cursor.take(frame(1, 5, ' you')), undefined)
})

test('frames after the end are dropped', (t) => {
  const cursor = createTextCursor()
  cursor.end('t1')

  t.is(cursor.take(frame(1, 0, 'late')), undefined)
})
