import test from 'ava'
import { retryAfter, SafetyRefusal, statusFailure, streamFailure } from './failure.ts'

test('sorts statuses by what can be done about them', (t) => {
  const statuses: Readonly<Record<string, readonly number[]>> = {
    auth: [401, 403],
    quota: [402],
    transient: [408, 409, 425, 429, 500, 502, 503, 529],
    invalid: [301, 400, 404, 413, 422],
  }

  for (const [code, numbers] of Object.entries(statuses))
    for (const status of numbers) t.like(statusFailure(status, undefined), { code }, String(status))
})

test('tells who has no credit left from who is too fast, though both are 429', (t) => {
  t.like(statusFailure(429, { type: 'insufficient_quota', code: 'insufficient_quota' }), { code: 'quota' })
  t.like(statusFailure(429, { code: 'billing_hard_limit_reached' }), { code: 'quota' })
  t.like(statusFailure(429, { code: 'token_quota_exceeded' }), { code: 'transient' })
})

test('knows a refusal for safety by the words of Azure, OpenAI and OpenRouter', (t) => {
  for (const [status, error] of [
    [400, { code: 'content_filter', innererror: { code: 'ResponsibleAIPolicyViolation' } }],
    [400, { type: 'invalid_request_error', code: 'content_policy_violation' }],
    [403, { code: 403, metadata: { reasons: ['violence'], flagged_input: 'hello' } }],
  ] as const)
    t.true(statusFailure(status, error) instanceof SafetyRefusal)
  t.true(streamFailure({ code: 'content_filter' }) instanceof SafetyRefusal)
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
  for (const [error, code] of [
    [{ code: 502 }, 'transient'],
    [{ code: '401' }, 'auth'],
    [{ type: 'insufficient_quota' }, 'quota'],
    [{ code: 'permission_denied' }, 'auth'],
    [{ type: 'invalid_request_error', code: 'context_length_exceeded' }, 'invalid'],
    ['overloaded', 'transient'],
  ] as const)
    t.like(streamFailure(error), { code })
})

test('reads how long to wait from seconds, milliseconds and a date', (t) => {
  t.is(retryAfter({ 'retry-after': '2' }), 2000)
  t.is(retryAfter({ 'retry-after': '2', 'retry-after-ms': '350' }), 350)
  t.is(retryAfter({ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }), 0)
  t.is(retryAfter({ 'retry-after': 'soon' }), undefined)
  t.is(retryAfter({}), undefined)
})
