import { ChatModelError } from '@parlor/plugin-kit'
import type { ChatModelErrorCode, ChatPart } from '@parlor/plugin-kit'
import test from 'ava'
import type { ExecutionContext } from 'ava'
import {
  collect,
  done,
  event,
  fakeEndpoint,
  finishEvent,
  modelAt,
  pluginAt,
  textEvent,
} from './fake-endpoint.ts'
import { pauseMs } from './retry.ts'

const answer = textEvent('Good evening') + finishEvent('stop') + done
const wholeAnswer: ChatPart[] = [
  { type: 'text', text: 'Good evening' },
  { type: 'finish', reason: 'stop' },
]
const retry = { tries: 4, baseMs: 500, budgetMs: 10_000 }
const transient = (retryAfterMs?: number) => new ChatModelError('transient', 'Busy', { retryAfterMs })

/** What it took: the parts or the error's code, and how many requests came. */
async function outcome(
  t: ExecutionContext,
  respond: Parameters<typeof fakeEndpoint>[1],
  more: object = {},
): Promise<{ parts: ChatPart[]; requests: number; code?: ChatModelErrorCode }> {
  const { url, received } = await fakeEndpoint(t, respond)
  const parts: ChatPart[] = []
  try {
    await collect(await modelAt(t, url, more), { parts })
    return { parts, requests: received.length }
  } catch (error) {
    if (!(error instanceof ChatModelError)) throw error
    return { parts, requests: received.length, code: error.code }
  }
}

test('waits longer each time, with jitter, within the budget', (t) => {
  const waits = (random: number) =>
    [1, 2, 3, 4].map((tried) => pauseMs(transient(), { tried, spentMs: 0 }, retry, () => random))

  t.deepEqual(waits(0), [250, 500, 1000, undefined])
  t.deepEqual(waits(1), [500, 1000, 2000, undefined])
  t.is(
    pauseMs(transient(), { tried: 1, spentMs: 9_800 }, retry, () => 0),
    undefined,
  )
})

test('waits as long as the endpoint asks for and a little more, and not at all when that is too long', (t) => {
  const wait = (retryAfterMs: number) =>
    pauseMs(transient(retryAfterMs), { tried: 1, spentMs: 0 }, retry, () => 0)

  t.is(wait(2000), 2250)
  t.is(wait(9_800), undefined)
})

test('tries again only what may pass by itself', (t) => {
  for (const code of ['auth', 'invalid', 'quota', 'timeout', 'interrupted'] as const)
    t.is(pauseMs(new ChatModelError(code, 'No'), { tried: 1, spentMs: 0 }, retry), undefined, code)
  t.is(pauseMs(new Error('A bug'), { tried: 1, spentMs: 0 }, retry), undefined)
})

test('a person sees a normal answer after two failures, and the log tells of them', async (t) => {
  const { url } = await fakeEndpoint(t, (res, number) =>
    number <= 2 ? res.writeHead(500).end('{"error":{"type":"server_error"}}') : res.end(answer),
  )
  const { slots, logged } = await pluginAt(t, url)
  if (slots.chatModel === undefined) return t.fail()

  t.deepEqual(await collect(slots.chatModel), wholeAnswer)
  t.is(logged.length, 2)
  t.regex(logged[0] ?? '', /^The model endpoint answered 500 \(server_error\)\. The next try is in \d+ ms$/)
})

test('tries again after each failure that comes before the first token', async (t) => {
  const failures: Readonly<Record<string, Parameters<typeof fakeEndpoint>[1]>> = {
    throttled: (res) => res.writeHead(429, { 'retry-after-ms': '1' }).end(),
    unavailable: (res) => res.writeHead(503).end('<html>down</html>'),
    'cut before the head': (res) => res.destroy(),
    'cut after the head': (res) => res.write(': hello\n\n', () => res.destroy()),
    empty: (res) => res.end(),
    'an error as the first event': (res) => res.end(event({ error: { code: 502 } })),
    'ended with an error': (res) => res.end(finishEvent('error')),
    'an error with 200': (res) =>
      res.writeHead(200, { 'content-type': 'application/json' }).end('{"error":{"code":503}}'),
    'broken JSON with 200': (res) =>
      res.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end('{"choi'),
  }

  for (const [title, fail] of Object.entries(failures))
    t.deepEqual(
      await outcome(t, (res, number) => (number === 1 ? fail(res, number) : res.end(answer))),
      { parts: wholeAnswer, requests: 2 },
      title,
    )
})

test('a call that was cut while it was written is asked for again', async (t) => {
  const call = (text: string) =>
    event({
      choices: [
        { delta: { tool_calls: [{ index: 0, id: 'a', function: { name: 'wave', arguments: text } }] } },
      ],
    })

  const { parts, requests } = await outcome(t, (res, number) =>
    number === 1 ? res.end(call('{"hand":')) : res.end(call('{}') + finishEvent('tool_calls')),
  )

  t.is(requests, 2)
  t.deepEqual(parts, [
    { type: 'call', id: 'a', name: 'wave', input: {} },
    { type: 'finish', reason: 'calls' },
  ])
})

test('never tries again after the first part', async (t) => {
  for (const fail of [
    (text: string) => text,
    (text: string) => text + event({ error: { code: 503 } }) + done,
  ])
    t.deepEqual(await outcome(t, (res) => res.end(fail(textEvent('Once')))), {
      parts: [{ type: 'text', text: 'Once' }],
      requests: 1,
      code: 'interrupted',
    })
})

test('does not try again what would be refused again', async (t) => {
  const page = { 'content-type': 'text/html; charset=utf-8' }
  const whole = { 'content-type': 'application/json' }
  const refusals: readonly [ChatModelErrorCode, Parameters<typeof fakeEndpoint>[1]][] = [
    ['auth', (res) => res.writeHead(401).end()],
    ['invalid', (res) => res.writeHead(400).end()],
    ['quota', (res) => res.writeHead(429).end('{"error":{"code":"insufficient_quota"}}')],
    ['invalid', (res) => res.writeHead(301, { location: 'http://127.0.0.1:1/' }).end()],
    ['invalid', (res) => res.writeHead(200, page).end(answer)],
    ['invalid', (res) => res.writeHead(200, whole).end('{"choices":[{"message":{"content":"Hi"}}]}')],
  ]

  for (const [code, refuse] of refusals)
    t.deepEqual(await outcome(t, refuse), { parts: [], requests: 1, code })
})

test('gives up after its tries, and at once when the endpoint asks for too much patience', async (t) => {
  const busy = await outcome(t, (res) => res.writeHead(503).end())
  t.like(busy, { requests: 4, code: 'transient' })

  const { url, received } = await fakeEndpoint(t, (res) => res.writeHead(429, { 'retry-after': '60' }).end())
  const error = await t.throwsAsync(collect(await modelAt(t, url)), { instanceOf: ChatModelError })
  t.like(error, { code: 'transient', retryAfterMs: 60_000 })
  t.is(received.length, 1)
})

test('an abort ends the wait between two tries at once', async (t) => {
  const stop = new AbortController()
  const { url, received } = await fakeEndpoint(t, (res) => {
    res.writeHead(429, { 'retry-after': '3600' }).end()
    setImmediate(() => stop.abort(new Error('No longer wanted')))
  })
  const model = await modelAt(t, url, { retry: { budgetMs: 10_000_000 } })

  await t.throwsAsync(collect(model, { signal: stop.signal }), { message: 'No longer wanted' })
  t.is(received.length, 1)
})
