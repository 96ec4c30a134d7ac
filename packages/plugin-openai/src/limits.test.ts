import { getEventListeners, once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { ChatModelError } from '@parlor/plugin-kit'
import type { ChatPart } from '@parlor/plugin-kit'
import test from 'ava'
import type { ExecutionContext } from 'ava'
import { answerReader } from './answer.ts'
import {
  collect,
  done,
  event,
  fakeEndpoint,
  finishEvent,
  hello,
  modelAt,
  pluginAt,
  textEvent,
} from './fake-endpoint.ts'

/** Long enough that only the limit under test can end a test. */
const never = { connectMs: 600_000, firstTokenMs: 600_000, idleMs: 600_000, totalMs: 600_000 }

const lengthOf = (parts: readonly ChatPart[]) =>
  parts.reduce((length, part) => length + (part.type === 'text' ? part.text.length : 0), 0)

async function timesOut(
  t: ExecutionContext,
  limits: Partial<typeof never>,
  respond: Parameters<typeof fakeEndpoint>[1],
) {
  let closed: Promise<void> | undefined
  const { url } = await fakeEndpoint(t, async (res, number) => {
    closed = new Promise((resolve) => res.once('close', () => resolve()))
    await respond(res, number)
  })
  const parts: ChatPart[] = []
  const { slots, logged } = await pluginAt(t, url, { timeouts: { ...never, ...limits } })
  if (slots.chatModel === undefined) throw new Error('The plugin gave no chat model')

  const error = await t.throwsAsync(collect(slots.chatModel, { parts }), { instanceOf: ChatModelError })

  t.is(error?.code, 'timeout')
  t.deepEqual(logged, [], 'a timeout is not tried again')
  await t.notThrowsAsync(async () => await closed, 'the endpoint learns that nobody listens')
  return parts
}

test('an endpoint that accepts and never answers passes the limit of the first token', async (t) => {
  t.deepEqual(await timesOut(t, { firstTokenMs: 300 }, () => {}), [])
})

test('comments and a chunk that names the role are no first token', async (t) => {
  const role = event({ choices: [{ delta: { role: 'assistant', content: '' } }] })

  await timesOut(t, { firstTokenMs: 300 }, async (res) => {
    res.write(role)
    while (!res.destroyed) {
      res.write(': still here\n\n')
      await setTimeout(10)
    }
  })
})

test('a model that thinks or writes a call is at work', (t) => {
  for (const delta of [
    { reasoning_content: 'Hm' },
    { reasoning: 'Hm' },
    { refusal: 'No' },
    { tool_calls: [{ function: { name: 'wave' } }] },
    { function_call: { name: 'wave' } },
  ]) {
    const answer = answerReader(100, undefined)
    answer.read(JSON.stringify({ choices: [{ delta: { role: 'assistant', content: '' } }] }))
    t.is(answer.phase(), 'first-token')

    answer.read(JSON.stringify({ choices: [{ delta }] }))

    t.is(answer.phase(), 'more')
  }
})

test('an answer that stalls after ten tokens is kept and passes the limit of silence', async (t) => {
  const parts = await timesOut(t, { idleMs: 300 }, (res) => res.write(textEvent('word ').repeat(10)))

  t.is(lengthOf(parts), 'word '.length * 10)
})

test('an answer that trickles without end passes the limit of the whole', async (t) => {
  const parts = await timesOut(t, { totalMs: 1000 }, async (res) => {
    while (!res.destroyed) {
      res.write(textEvent('.'))
      await setTimeout(10)
    }
  })

  t.true(lengthOf(parts) > 0)
})

test('the limit of the whole also ends the wait between two tries', async (t) => {
  const { url } = await fakeEndpoint(t, (res) => res.writeHead(503, { 'retry-after': '3600' }).end())
  const model = await modelAt(t, url, {
    timeouts: { ...never, totalMs: 100 },
    retry: { budgetMs: 10_000_000 },
  })

  t.like(await t.throwsAsync(collect(model)), { code: 'timeout' })
})

test('each token begins the wait for the next one anew', async (t) => {
  const { url } = await fakeEndpoint(t, async (res) => {
    for (let token = 0; token < 12; token += 1) {
      res.write(textEvent('.'))
      await setTimeout(150)
    }
    res.end(done)
  })
  const model = await modelAt(t, url, { timeouts: { ...never, idleMs: 1500 } })

  t.is(lengthOf(await collect(model)), 12)
})

test('an answer leaves nothing behind on the signal', async (t) => {
  const { url } = await fakeEndpoint(t, (res, number) =>
    number === 1 ? res.writeHead(503).end() : res.end(textEvent('Hi') + done),
  )
  const { signal } = new AbortController()

  await collect(await modelAt(t, url), { signal })

  t.deepEqual(getEventListeners(signal, 'abort'), [])
})

test('who reads slowly is no silence of the endpoint', async (t) => {
  const { url } = await fakeEndpoint(t, async (res) => {
    res.write(textEvent('One'))
    await setTimeout(50)
    res.end(textEvent('two') + finishEvent('stop') + done)
  })
  const model = await modelAt(t, url, { timeouts: { ...never, idleMs: 1000 } })
  const parts: ChatPart[] = []

  for await (const part of model.stream(hello, { key: 'k', signal: new AbortController().signal })) {
    parts.push(part)
    await setTimeout(1300)
  }

  t.is(lengthOf(parts), 'Onetwo'.length)
})

test('a connection that does not come about passes the limit of connecting, and is tried again', async (t) => {
  // What is under way to a handshake that never comes is not connected yet
  let connections = 0
  const silent = createServer(() => (connections += 1)).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.teardown(() => silent.close())
  const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/v1`
  const model = await modelAt(t, url, {
    timeouts: { ...never, connectMs: 50 },
    retry: { tries: 2, baseMs: 1 },
  })

  t.like(await t.throwsAsync(collect(model)), { code: 'transient' })
  t.is(connections, 2)
})

test('an answer with a finish reason is whole, though the endpoint says nothing more and stays', async (t) => {
  const { url } = await fakeEndpoint(t, (res) => res.write(textEvent('The end.') + finishEvent('stop')))
  const model = await modelAt(t, url, { timeouts: { ...never, idleMs: 50 } })

  t.deepEqual(await collect(model), [
    { type: 'text', text: 'The end.' },
    { type: 'finish', reason: 'stop' },
  ])
})
