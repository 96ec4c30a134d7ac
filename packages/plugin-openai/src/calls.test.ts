import test from 'ava'
import { callCollector } from './calls.ts'
import type { CallFragment } from './chunk.ts'

const collected = (...fragments: CallFragment[]) => {
  const { add, calls } = callCollector()
  for (const fragment of fragments) add(fragment)
  return calls()
}

test('joins the fragments of each index', (t) => {
  const calls = collected(
    { index: 0, id: 'a', function: { name: 'one', arguments: '{"n"' } },
    { index: 1, id: 'b', function: { name: 'two', arguments: '{"n":2' } },
    { index: 0, function: { arguments: ':1}' } },
    { index: 1, function: { arguments: '}' } },
  )

  t.deepEqual(calls, [
    { id: 'a', name: 'one', input: { n: 1 } },
    { id: 'b', name: 'two', input: { n: 2 } },
  ])
})

test('makes an id where the endpoint gives none', (t) => {
  const [one, two] = collected(
    { index: 0, function: { name: 'wave', arguments: '{}' } },
    { index: 1, id: '', function: { name: 'wave', arguments: '{}' } },
  )

  t.regex(one?.id ?? '', /^call_[\w-]{36}$/)
  t.regex(two?.id ?? '', /^call_[\w-]{36}$/)
  t.not(one?.id, two?.id)
})

test('makes an id where the endpoint gives the same one again', (t) => {
  const [one, two] = collected(
    { index: 0, id: 'send_photo', function: { name: 'send_photo', arguments: '{}' } },
    { index: 1, id: 'send_photo', function: { name: 'send_photo', arguments: '{}' } },
  )

  t.is(one?.id, 'send_photo')
  t.regex(two?.id ?? '', /^call_[\w-]{36}$/)
})

test('gives arguments that are not JSON as the text they are', (t) => {
  t.is(
    collected({ index: 0, id: 'a', function: { name: 'wave', arguments: '{"hand":' } })[0]?.input,
    '{"hand":',
  )
})

test('takes no arguments as an empty object, and an object as it is', (t) => {
  const calls = collected(
    { index: 0, id: 'a', function: { name: 'wave', arguments: '' } },
    { index: 1, id: 'b', function: { name: 'wave' } },
    { index: 2, id: 'c', function: { name: 'wave', arguments: { hand: 'left' } } },
  )

  t.deepEqual(
    calls.map((call) => call.input),
    [{}, {}, { hand: 'left' }],
  )
})

test('keeps calls apart that all come as index 0, or without an index', (t) => {
  const whole = (id: string, n: number) => ({ id, function: { name: 'wave', arguments: `{"n":${n}}` } })
  const inputs = (...fragments: CallFragment[]) => collected(...fragments).map((call) => call.input)

  t.deepEqual(inputs({ index: 0, ...whole('a', 1) }, { index: 0, ...whole('b', 2) }), [{ n: 1 }, { n: 2 }])
  t.deepEqual(inputs(whole('a', 1), whole('b', 2)), [{ n: 1 }, { n: 2 }])
  t.deepEqual(inputs(whole('', 1), whole('', 2)), [{ n: 1 }, { n: 2 }])
})

test('takes id and name once when each fragment repeats them', (t) => {
  const calls = collected(
    { index: 0, id: 'a', function: { name: 'wave', arguments: '{"n"' } },
    { index: 0, id: 'a', function: { name: 'wave', arguments: ':1}' } },
  )

  t.deepEqual(calls, [{ id: 'a', name: 'wave', input: { n: 1 } }])
})
