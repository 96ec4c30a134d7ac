import type { ChatModel } from '@parlor/plugin-kit'
import test, { type ExecutionContext } from 'ava'
import { createParser } from 'eventsource-parser'
import {
  openBilling,
  openDoor,
  stopPostgres,
  testPlatform,
  walkToChat,
  type TestClient,
} from '../test-platform.ts'

test.after.always(stopPostgres)

type Frame = { readonly id: string | undefined; readonly event: string | undefined; readonly data: any } // eslint-disable-line typescript/no-explicit-any -- what came over the wire

/** Reads an event stream until `isDone`; the frames come in the order of the wire. */
async function listen(
  t: ExecutionContext,
  url: string,
  client: TestClient,
  path: string,
  options: {
    readonly headers?: Record<string, string>
    readonly isDone: (frames: readonly Frame[]) => boolean
  },
): Promise<readonly Frame[]> {
  const frames: Frame[] = []
  const controller = new AbortController()
  t.teardown(() => controller.abort())
  const answer = await fetch(`${url}${path}`, {
    headers: { cookie: client.cookie(), ...options.headers },
    signal: controller.signal,
  })
  const parser = createParser({
    onEvent: ({ id, event, data }) => void frames.push({ id, event, data: JSON.parse(data) as unknown }),
  })
  const decoder = new TextDecoder()
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    if (options.isDone(frames)) break
  }
  controller.abort()
  return frames
}

const hasEnded = (frames: readonly Frame[]) => frames.some((frame) => frame.data.type === 'turn-ended')

test('the stream replays the log and carries the text of a running turn', async (t) => {
  const gate = openDoor()
  const slow: ChatModel = {
    async *stream() {
      yield { type: 'text', text: 'First half, ' }
      await gate.opened
      yield { type: 'text', text: 'second half.' }
      yield { type: 'finish', reason: 'stop' }
    },
  }
  const billing = openBilling()
  const { client: newClient, url } = await testPlatform(t, { billing, chatModel: slow })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const path = `/v1/conversations/${conversation}/stream`

  const first = listen(t, url, client, path, {
    isDone: (frames) => frames.some((frame) => frame.event === 'text'),
  })
  await client.call('POST', `/v1/conversations/${conversation}/messages`, { id: 'message-1', text: 'Hello' })
  await first
  // A second reader comes in the middle of the turn: it gets the text so far, then the rest.
  const second = listen(t, url, client, path, {
    headers: { 'last-event-id': '0' },
    isDone: (frames) => {
      if (frames.some((frame) => frame.event === 'text')) gate.open()
      return hasEnded(frames)
    },
  })
  const frames = await second

  const log = frames.filter((frame) => frame.event === 'log')
  t.deepEqual(
    log.map((frame) => [frame.id, frame.data.type]),
    [
      ['1', 'message-sent'],
      ['2', 'turn-ended'],
    ],
  )
  const text = frames.filter((frame) => frame.event === 'text').map((frame) => frame.data.text as string)
  t.is(text.join(''), 'First half, second half.')
  t.is(log[1]?.data.data.text, 'First half, second half.')
  const replayed = await listen(t, url, client, `${path}?after=1`, { isDone: hasEnded })
  t.deepEqual(
    replayed.filter((frame) => frame.event === 'log').map((frame) => frame.id),
    ['2'],
  )
})

test('messages that come while she answers are answered next, in order', async (t) => {
  const gate = openDoor()
  const asked: string[][] = []
  const model: ChatModel = {
    async *stream(request) {
      asked.push(request.messages.map((message) => ('text' in message ? message.text : '')))
      await gate.opened
      yield { type: 'text', text: `answer ${asked.length}` }
      yield { type: 'finish', reason: 'stop' }
    },
  }
  const billing = openBilling()
  const { client: newClient } = await testPlatform(t, { billing, chatModel: model })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const say = async (id: string, text: string) =>
    await client.call('POST', `/v1/conversations/${conversation}/messages`, { id, text })

  const one = await say('message-1', 'One')
  await client.until('/healthz', () => asked.length === 1)
  const two = await say('message-2', 'Two')
  const three = await say('message-3', 'Three')
  gate.open()
  await client.until(`/v1/conversations/${conversation}/events`, (body) => body.events.length === 5)

  t.not(two.body.turn, one.body.turn)
  t.is(three.body.turn, two.body.turn)
  t.deepEqual(asked, [['One'], ['One', 'answer 1', 'Two', 'Three']])
})

test('stop ends the answer with the text so far', async (t) => {
  const model: ChatModel = {
    async *stream(_request, { signal }) {
      yield { type: 'text', text: 'So far' }
      await new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      )
    },
  }
  const billing = openBilling()
  const { client: newClient, url, errors } = await testPlatform(t, { billing, chatModel: model })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const streaming = listen(t, url, client, `/v1/conversations/${conversation}/stream`, {
    isDone: (frames) => frames.some((frame) => frame.event === 'text'),
  })
  await client.call('POST', `/v1/conversations/${conversation}/messages`, { id: 'message-1', text: 'Hello' })
  await streaming

  t.is((await client.call('POST', `/v1/conversations/${conversation}/stop`)).status, 204)
  const { events } = await client.until(
    `/v1/conversations/${conversation}/events`,
    (body) => body.events.length === 2,
  )

  t.deepEqual(events[1].data, { reason: 'stopped', text: 'So far' })
  t.deepEqual(errors, [])
})

test('stop ends the running answer only; what was said meanwhile and after is answered', async (t) => {
  let asked = 0
  const model: ChatModel = {
    async *stream(request, { signal }) {
      asked++
      const last = request.messages.at(-1)
      if (asked > 1) {
        yield { type: 'text', text: `to ${last?.role === 'user' ? last.text : ''}` }
        yield { type: 'finish', reason: 'stop' }
        return
      }
      await new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      )
    },
  }
  const billing = openBilling()
  const { client: newClient } = await testPlatform(t, { billing, chatModel: model })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const path = `/v1/conversations/${conversation}`
  await client.call('POST', `${path}/messages`, { id: 'message-1', text: 'One' })
  await client.until('/healthz', () => asked === 1)

  await client.call('POST', `${path}/messages`, { id: 'message-2', text: 'Two' })
  await client.call('POST', `${path}/stop`)
  await client.call('POST', `${path}/messages`, { id: 'message-3', text: 'Three' })
  const { events } = await client.until(`${path}/events`, (body) =>
    body.events.some((event: { data: { text: string } }) => event.data.text === 'to Three'),
  )

  const ends = events.filter((event: { type: string }) => event.type === 'turn-ended')
  // "Two" has an answer of its own, unless "Three" came in time to be answered with it.
  t.deepEqual(
    ends.map((event: { data: { reason: string } }) => event.data.reason),
    ends.length === 2 ? ['stopped', 'answered'] : ['stopped', 'answered', 'answered'],
  )
})

test('a model that heeds no signal is left behind: a stop ends its answer', async (t) => {
  const deaf: ChatModel = {
    async *stream() {
      yield { type: 'text', text: 'So far' }
      await new Promise(() => {})
    },
  }
  const billing = openBilling()
  const { client: newClient, url } = await testPlatform(t, { billing, chatModel: deaf })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const path = `/v1/conversations/${conversation}`
  const streaming = listen(t, url, client, `${path}/stream`, {
    isDone: (frames) => frames.some((frame) => frame.event === 'text'),
  })
  await client.call('POST', `${path}/messages`, { id: 'message-1', text: 'Hello' })
  await streaming

  await client.call('POST', `${path}/stop`)
  const { events } = await client.until(`${path}/events`, (body) => body.events.length === 2)

  t.deepEqual(events[1].data, { reason: 'stopped', text: 'So far' })
})

test('more streams than a browser needs push out the oldest, which is told to stay away for a while', async (t) => {
  const billing = openBilling()
  const { client: newClient, url } = await testPlatform(t, { billing })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const leave = new AbortController()
  t.teardown(() => leave.abort())
  const open = async () =>
    await fetch(`${url}/v1/conversations/${conversation}/stream`, {
      headers: { cookie: client.cookie() },
      signal: leave.signal,
    })
  const first = await open()

  for (let stream = 0; stream < 20; stream++) await open()

  t.is(
    await first.text(),
    'retry: 2000\n\nevent: bye\ndata: {"reason":"too-many-streams","afterMs":60000}\n\n',
  )
})

test('asking for the head of a stream is answered and opens none', async (t) => {
  const billing = openBilling()
  const { client: newClient, url } = await testPlatform(t, { billing })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)

  const head = await fetch(`${url}/v1/conversations/${conversation}/stream`, {
    method: 'HEAD',
    headers: { cookie: client.cookie() },
  })

  t.is(head.status, 200)
})

test('a message that a moderator blocks is answered by nobody', async (t) => {
  const billing = openBilling()
  const { client: newClient } = await testPlatform(t, { billing })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)

  await client.call('POST', `/v1/conversations/${conversation}/messages`, {
    id: 'message-1',
    text: 'forbidden',
  })
  const { events } = await client.until(
    `/v1/conversations/${conversation}/events`,
    (body) => body.events.length === 2,
  )

  t.deepEqual(events[1].data, { reason: 'blocked', text: '', code: 'test' })
})

test('what was blocked is not said to the model a second time', async (t) => {
  const asked: string[][] = []
  const model: ChatModel = {
    async *stream(request) {
      asked.push(request.messages.map((message) => ('text' in message ? message.text : '')))
      yield { type: 'text', text: 'Hello\0 there \uD83D' }
      yield { type: 'finish', reason: 'stop' }
    },
  }
  const billing = openBilling()
  const { client: newClient, errors } = await testPlatform(t, { billing, chatModel: model })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const path = `/v1/conversations/${conversation}`

  await client.call('POST', `${path}/messages`, { id: 'message-1', text: 'forbidden' })
  await client.until(`${path}/events`, (body) => body.events.length === 2)
  await client.call('POST', `${path}/messages`, { id: 'message-2', text: 'Now do it' })
  const { events } = await client.until(`${path}/events`, (body) => body.events.length === 4)

  t.deepEqual(asked, [['Now do it']])
  // What PostgreSQL cannot keep is taken out of the model's text, and the turn ends all the same.
  t.is(events[3].data.text, 'Hello there \uFFFD')
  t.deepEqual(errors, [])
})

test('text that was never judged is not kept when an answer is stopped', async (t) => {
  const model: ChatModel = {
    async *stream(_request, { signal }) {
      yield { type: 'text', text: 'something forbidden' }
      await new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      )
    },
  }
  const billing = openBilling()
  const { client: newClient, url } = await testPlatform(t, { billing, chatModel: model })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const path = `/v1/conversations/${conversation}`
  const streaming = listen(t, url, client, `${path}/stream`, {
    isDone: (frames) => frames.some((frame) => frame.event === 'text'),
  })
  await client.call('POST', `${path}/messages`, { id: 'message-1', text: 'Hello' })
  await streaming

  await client.call('POST', `${path}/stop`)
  const { events } = await client.until(`${path}/events`, (body) => body.events.length === 2)

  t.deepEqual(events[1].data, { reason: 'blocked', text: '', code: 'test' })
})
