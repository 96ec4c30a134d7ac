import test from 'ava'
import { retryAfter, statusFailure, streamFailure } from './failure.ts'

test('sorts statuses by what can be done about them', (t) => {
  const codes = [400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 502, 503, 529].map(
    (status) => statusFailure(status, undefined).code,
  )

  t.deepEqual(codes, [
    'invalid',
    'auth',
    'auth',
    'auth',
    'invalid',
    'unavailable',
    'invalid',
    'invalid',
    'throttled',
    'unavailable',
    'unavailable',
    'unavailable',
    'unavailable',
  ])
})

test('names the code of an error and nothing that may be a text or a key', (t) => {
  const of = (error: unknown) => statusFailure(404, error).message

  t.is(
    of({ code: 'model_not_found', message: 'secret' }),
    'The model endpoint answered 404 (model_not_found). Are the base URL and the model right?',
  )
  for (const error of [{ code: 'sk-ABC_def' }, { type: 'hello there' }, { code: { a: 1 } }, 'text', null, []])
    t.is(of(error), 'The model endpoint answered 404. Are the base URL and the model right?')
})

test('knows statuses and names in the stream, as numbers and as words', (t) => {
  const codes = [
    { code: 502 },
    { code: '401' },
    { type: 'insufficient_quota' },
    { code: 'permission_denied' },
  ]

  t.deepEqual(
    codes.map((error) => streamFailure(error).code),
    ['unavailable', 'auth', 'throttled', 'auth'],
  )
})

test('reads how long to wait from seconds, milliseconds and a date', (t) => {
  t.is(retryAfter({ 'retry-after': '2' }), 2000)
  t.is(retryAfter({ 'retry-after': '2', 'retry-after-ms': '350' }), 350)
  t.is(retryAfter({ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }), 0)
  t.is(retryAfter({ 'retry-after': 'soon' }), undefined)
  t.is(retryAfter({}), undefined)
})
