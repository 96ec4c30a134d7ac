import { setImmediate } from 'node:timers/promises'
import type { ChatPart } from '@parlor/plugin-kit'
import test from 'ava'
import { collect, done, event, fakeEndpoint, finishEvent, modelAt, textEvent } from './fake-endpoint.ts'

const text = (value: string): ChatPart => ({ type: 'text', text: value })
const finish = (reason: 'stop' | 'length' | 'calls' | 'safety'): ChatPart => ({ type: 'finish', reason })

/** What the model gives for a stream of these frames. */
async function partsOf(t: Parameters<typeof fakeEndpoint>[0], frames: readonly string[]) {
  const { url } = await fakeEndpoint(t, (res) => res.end(frames.join('')))
  return collect(await modelAt(t, url))
}

test('streams text and finishes with the count of tokens', async (t) => {
  const usage = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 }

  const parts = await partsOf(t, [
    textEvent('Good '),
    textEvent('evening'),
    finishEvent('stop'),
    event({ choices: [], usage }),
    done,
  ])

  const counted: ChatPart = { type: 'finish', reason: 'stop', usage: { input: 12, output: 3 } }
  // What came in one piece is one part.
  t.deepEqual(parts, [text('Good evening'), counted])
})

test('reads an answer in slices of 8 bytes, with CRLF, comments and letters cut in two', async (t) => {
  const frames = [': waiting\n\n', textEvent('Grüße, 你好 👋🏽'), ': ping\n\n', finishEvent('stop'), done]
  const bytes = Buffer.from(frames.join('').replaceAll('\n', '\r\n'))
  const { url } = await fakeEndpoint(t, async (res) => {
    for (let at = 0; at < bytes.length; at += 8) {
      res.write(bytes.subarray(at, at + 8))
      await setImmediate()
    }
    res.end()
  })

  t.deepEqual(await collect(await modelAt(t, url)), [text('Grüße, 你好 👋🏽'), finish('stop')])
})

test('gives the reason for which the endpoint ended', async (t) => {
  for (const [theirs, ours] of [
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'safety'],
    ['eos', 'stop'],
  ] as const)
    t.deepEqual(
      await partsOf(t, [textEvent('Well'), finishEvent(theirs)]),
      [text('Well'), finish(ours)],
      theirs,
    )
})

test('gives tool calls whole, several in one step, after the text', async (t) => {
  const calls = (...tool_calls: object[]) => event({ choices: [{ index: 0, delta: { tool_calls } }] })

  const parts = await partsOf(t, [
    calls({ index: 0, id: 'a', type: 'function', function: { name: 'send_photo', arguments: '' } }),
    calls({ index: 0, function: { arguments: '{"scene":' } }),
    calls({ index: 1, id: 'b', function: { name: 'remember', arguments: '{"what"' } }),
    textEvent('One moment'),
    calls(
      { index: 0, function: { arguments: '"at the lake"}' } },
      { index: 1, function: { arguments: ':"tea"}' } },
    ),
    finishEvent('tool_calls'),
    done,
  ])

  t.deepEqual(parts, [
    text('One moment'),
    { type: 'call', id: 'a', name: 'send_photo', input: { scene: 'at the lake' } },
    { type: 'call', id: 'b', name: 'remember', input: { what: 'tea' } },
    finish('calls'),
  ])
})

test('finishes with calls where the endpoint says stop, and gives none that it cut for safety', async (t) => {
  const call = event({ choices: [{ delta: { tool_calls: [{ id: 'a', function: { name: 'wave' } }] } }] })

  const whole: ChatPart = { type: 'call', id: 'a', name: 'wave', input: {} }
  t.deepEqual(await partsOf(t, [call, finishEvent('stop')]), [whole, finish('calls')])
  t.deepEqual(await partsOf(t, [call, finishEvent('content_filter')]), [finish('safety')])
})

test('reads the older function_call too', async (t) => {
  const older = (function_call: object) => event({ choices: [{ delta: { function_call } }] })

  const [call, end] = await partsOf(t, [
    older({ name: 'wave', arguments: '{"hand"' }),
    older({ arguments: ':"left"}' }),
    finishEvent('function_call'),
    done,
  ])

  t.like(call, { type: 'call', name: 'wave', input: { hand: 'left' } })
  t.deepEqual(end, finish('calls'))
})

test('an endless body after [DONE] delays nothing and is cut', async (t) => {
  let closed: Promise<void> | undefined
  const { url } = await fakeEndpoint(t, (res) => {
    closed = new Promise((resolve) => res.once('close', () => resolve()))
    res.write(textEvent('Hi') + finishEvent('stop') + done)
  })

  t.deepEqual(await collect(await modelAt(t, url)), [text('Hi'), finish('stop')])
  await t.notThrowsAsync(async () => await closed)
})

test('answers one after another share a connection', async (t) => {
  const frames = textEvent('Hi') + finishEvent('stop') + done
  const endpoint = await fakeEndpoint(t, (res) => res.end(frames))
  const model = await modelAt(t, endpoint.url)

  for (let turn = 0; turn < 3; turn += 1) {
    await collect(model)
    // undici lets a connection rest for one round of the event loop
    await setImmediate()
  }

  t.is(endpoint.received.length, 3)
  t.is(endpoint.connections(), 1)
})
