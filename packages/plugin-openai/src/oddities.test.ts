import { once } from 'node:events'
import type { ChatPart } from '@parlor/plugin-kit'
import test from 'ava'
import type { ExecutionContext } from 'ava'
import {
  collect,
  done,
  event,
  fakeEndpoint,
  finishEvent,
  hello,
  modelAt,
  textEvent,
} from './fake-endpoint.ts'

const text = (value: string): ChatPart => ({ type: 'text', text: value })
const finish = (reason: 'stop' | 'length' | 'calls' | 'safety', more: object = {}): ChatPart => ({
  type: 'finish',
  reason,
  ...more,
})
const delta = (members: object) => event({ choices: [{ index: 0, delta: members }] })
const callEvent = (input: string, name = 'wave') =>
  delta({ tool_calls: [{ index: 0, id: 'a', function: { name, arguments: input } }] })

/** What the model gives for a stream of these frames. */
async function partsOf(t: ExecutionContext, ...frames: readonly string[]) {
  const { url } = await fakeEndpoint(t, (res) => res.end(frames.join('')))
  return collect(await modelAt(t, url))
}

test('a line that is no JSON, or no chunk, is left out, and the answer says that it is degraded', async (t) => {
  for (const bad of ['data: {"choices": hel\n\n', 'data: 7\n\n', event({ choices: 'hello' })])
    t.deepEqual(await partsOf(t, textEvent('One '), bad, textEvent('two'), finishEvent('stop'), done), [
      text('One two'),
      finish('stop', { degraded: true }),
    ])
})

test('a call of which a piece may be missing comes as the text that it is', async (t) => {
  const parts = await partsOf(
    t,
    callEvent('{"n":1'),
    'data: {"choi\n\n',
    callEvent('0}', ''),
    finishEvent('tool_calls'),
  )

  t.deepEqual(parts, [
    { type: 'call', id: 'a', name: 'wave', input: '{"n":10}' },
    finish('calls', { degraded: true }),
  ])
})

test('a call whose input is not JSON comes as the text that it is', async (t) => {
  t.deepEqual(await partsOf(t, callEvent('{"hand":'), finishEvent('tool_calls'), done), [
    { type: 'call', id: 'a', name: 'wave', input: '{"hand":' },
    finish('calls'),
  ])
})

test('null, no and empty content, and no choices, add nothing', async (t) => {
  const empty = [
    delta({ role: 'assistant', content: null }),
    delta({ content: '' }),
    delta({ tool_calls: null, function_call: null }),
    event({ choices: [] }),
    event({ choices: null }),
    event({ choices: [{ index: 0, delta: null, finish_reason: null }] }),
    event({}),
  ]

  t.deepEqual(await partsOf(t, ...empty, textEvent('Hi'), ...empty, finishEvent('stop'), ...empty, done), [
    text('Hi'),
    finish('stop'),
  ])
})

test('content in parts is joined, and what the model thinks is left out', async (t) => {
  const parts = await partsOf(
    t,
    delta({ reasoning_content: 'They greet me', content: null }),
    delta({ reasoning: 'So I greet them' }),
    delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] }),
    delta({
      content: [
        { type: 'text', text: 'Good ' },
        { type: 'text', text: 'evening' },
      ],
    }),
    finishEvent('stop'),
    done,
  )

  t.deepEqual(parts, [text('Good evening'), finish('stop')])
})

test('a refusal ends as safety, without its words and without calls', async (t) => {
  t.deepEqual(
    await partsOf(
      t,
      delta({ refusal: 'I cannot' }),
      delta({ refusal: ' do that.' }),
      finishEvent('stop'),
      done,
    ),
    [finish('safety')],
  )
  t.deepEqual(
    await partsOf(t, textEvent('Well'), callEvent('{}'), delta({ refusal: 'No.' }), finishEvent('stop')),
    [text('Well'), finish('safety')],
  )
})

test('a request that the endpoint’s filter refuses ends as safety', async (t) => {
  const { url, received } = await fakeEndpoint(t, (res) =>
    res.writeHead(400).end('{"error":{"code":"content_filter","message":"hello there"}}'),
  )

  t.deepEqual(await collect(await modelAt(t, url)), [finish('safety')])
  t.is(received.length, 1)
})

test('an answer that the endpoint’s filter breaks off ends as safety, with its text', async (t) => {
  t.deepEqual(await partsOf(t, textEvent('Well'), event({ error: { code: 'content_filter' } })), [
    text('Well'),
    finish('safety'),
  ])
})

test('an answer without a finish reason but with [DONE] is whole', async (t) => {
  t.deepEqual(await partsOf(t, textEvent('Hi'), done), [text('Hi'), finish('stop')])
})

test('an end with calls that has none is a stop', async (t) => {
  t.deepEqual(await partsOf(t, textEvent('Hi'), finishEvent('tool_calls'), done), [
    text('Hi'),
    finish('stop'),
  ])
})

test('letters that are split over two deltas are whole in the parts', async (t) => {
  const half = (escape: string) => `data: {"choices":[{"delta":{"content":"${escape}"}}]}\n\n`

  t.deepEqual(
    await partsOf(t, half('Hi \\ud83d'), half('\\udc4b you'), half('\\ud83d'), finishEvent('stop')),
    [text('Hi 👋 you'), finish('stop')],
  )
})

test('a delta of a million letters is cut where the limit of tokens is surely passed', async (t) => {
  const parts = await partsOf(t, textEvent('a'.repeat(1_000_000)), finishEvent('stop'), done)

  t.deepEqual(parts, [text('a'.repeat(hello.maxTokens * 32)), finish('length')])
})

test('a stream without end is cut, and the connection closed', async (t) => {
  let closed: Promise<void> | undefined
  const { url } = await fakeEndpoint(t, async (res) => {
    closed = new Promise((resolve) => res.once('close', () => resolve()))
    while (!res.destroyed)
      if (!res.write(textEvent('word '))) await Promise.race([once(res, 'drain'), closed])
  })

  const parts = await collect(await modelAt(t, url))

  t.is(
    parts.reduce((sum, part) => sum + (part.type === 'text' ? part.text.length : 0), 0),
    hello.maxTokens * 32,
  )
  t.deepEqual(parts.at(-1), finish('length'))
  await t.notThrowsAsync(async () => await closed)
})

test('a call without end is cut and comes as the text that it is', async (t) => {
  const parts = await partsOf(
    t,
    callEvent('{"n":"'),
    callEvent('a'.repeat(5000), ''),
    textEvent('never read'),
  )

  t.like(parts[0], { type: 'call', name: 'wave', input: `{"n":"${'a'.repeat(5000)}` })
  t.deepEqual(parts.slice(1), [finish('length')])
})
