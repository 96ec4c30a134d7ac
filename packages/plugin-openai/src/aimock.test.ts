import { LLMock } from '@copilotkit/aimock'
import { ChatModelError } from '@parlor/plugin-kit'
import type { ChatPart, ChatRequest } from '@parlor/plugin-kit'
import test from 'ava'
import type { ExecutionContext } from 'ava'
import { collect, modelAt } from './fake-endpoint.ts'

/** A mock that somebody else wrote after the real API: it knows what we may have forgotten. */
async function startMock(t: ExecutionContext, options: { readonly keys?: string[] } = {}) {
  const auth = options.keys && { apiKeys: options.keys }
  const mock = new LLMock({
    port: 0,
    host: '127.0.0.1',
    chunkSize: 5,
    logLevel: 'silent',
    ...(auth && { auth }),
  })
  t.teardown(() => mock.stop())
  const model = async (config: object = {}) => await modelAt(t, `${mock.url}/v1`, config)
  return { mock, model }
}

const asking = (text: string): ChatRequest => ({
  system: 'You are Mara.',
  messages: [{ role: 'user', text }],
  tools: [
    { name: 'send_photo', description: 'Sends a photo', inputSchema: { type: 'object', properties: {} } },
  ],
  maxTokens: 100,
})

const textOf = (parts: readonly ChatPart[]) =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('')

test('streams a text with its usage from a mock of the API', async (t) => {
  const { mock, model } = await startMock(t, { keys: ['sk-test-Secret1'] })
  const usage = { prompt_tokens: 21, completion_tokens: 8 }
  mock.onMessage('hello', { content: 'Good evening, schön dich zu sehen 👋', usage })
  await mock.start()

  const parts = await collect(await model(), { request: asking('hello') })

  t.is(textOf(parts), 'Good evening, schön dich zu sehen 👋')
  t.deepEqual(parts.at(-1), { type: 'finish', reason: 'stop', usage: { input: 21, output: 8 } })
})

test('calls a tool and answers after its output', async (t) => {
  const { mock, model } = await startMock(t)
  const call = { id: 'call_1', name: 'send_photo', arguments: '{"scene":"a walk by the lake at dusk"}' }
  mock.onToolResult('call_1', { content: 'It is on its way.' })
  mock.onMessage('photo', { content: 'One moment. ', toolCalls: [call, { ...call, id: 'call_2' }] })
  await mock.start()
  const chatModel = await model()
  const request = asking('a photo, please')
  const input = { scene: 'a walk by the lake at dusk' }

  const first = await collect(chatModel, { request })
  const second = await collect(chatModel, {
    request: {
      ...request,
      messages: [
        ...request.messages,
        { role: 'assistant', text: 'One moment. ', calls: [{ id: 'call_1', name: 'send_photo', input }] },
        { role: 'tool', callId: 'call_1', output: { status: 'queued' } },
      ],
    },
  })

  t.is(textOf(first), 'One moment. ')
  t.deepEqual(
    first.filter((part) => part.type === 'call'),
    ['call_1', 'call_2'].map((id) => ({ type: 'call', id, name: 'send_photo', input })),
  )
  t.like(first.at(-1), { type: 'finish', reason: 'calls' })
  t.is(textOf(second), 'It is on its way.')
})

test('tells a refused key, throttling and an outage apart', async (t) => {
  const { mock, model } = await startMock(t)
  mock.onMessage('key', {
    error: { message: 'no', type: 'invalid_request_error', code: 'invalid_api_key' },
    status: 401,
  })
  mock.onMessage('slow', {
    error: { message: 'slow down', type: 'rate_limit_error' },
    status: 429,
    retryAfter: 70,
  })
  mock.onMessage('down', { error: { message: 'down', type: 'server_error' }, status: 503 })
  await mock.start()
  const chatModel = await model()
  const failure = async (text: string) =>
    t.throwsAsync(collect(chatModel, { request: asking(text) }), { instanceOf: ChatModelError })

  t.like(await failure('key'), {
    code: 'auth',
    message:
      'The model endpoint answered 401 (invalid_request_error, invalid_api_key). Are the API key and its account right?',
  })
  t.like(await failure('slow'), { code: 'transient', retryAfterMs: 70_000 })
  t.like(await failure('down'), { code: 'transient' })
})

test('a failure of the mock before its answer is not seen, each of its kinds', async (t) => {
  const { mock, model } = await startMock(t)
  mock.onMessage('hello', { content: 'Good evening' })
  await mock.start()
  const chatModel = await model({ retry: { baseMs: 1, budgetMs: 60_000 } })

  for (const status of [500, 503, 429]) {
    mock.nextRequestError(status, { message: 'not now', type: 'server_error' })

    t.is(textOf(await collect(chatModel, { request: asking('hello') })), 'Good evening', String(status))
  }
})

test('input that is not JSON, a tool that nobody offered and several calls come as the model wrote them', async (t) => {
  const { mock, model } = await startMock(t)
  const call = (id: string, name: string, input: string) => ({ id, name, arguments: input })
  mock.onMessage('photo', {
    toolCalls: [
      call('call_1', 'send_photo', '{"scene": "a wa'),
      call('call_2', 'send_money', '{"amount":1}'),
      call('call_3', 'send_photo', '{"scene":"a lake"}'),
    ],
  })
  await mock.start()

  const parts = await collect(await model(), { request: asking('a photo') })

  t.deepEqual(
    parts.filter((part) => part.type === 'call').map((part) => [part.id, part.name, part.input]),
    [
      ['call_1', 'send_photo', '{"scene": "a wa'],
      ['call_2', 'send_money', { amount: 1 }],
      ['call_3', 'send_photo', { scene: 'a lake' }],
    ],
  )
})

test('what the mock’s model thinks is not given out, and its filter ends as safety', async (t) => {
  const { mock, model } = await startMock(t)
  mock.onMessage('hello', { content: 'Good evening', reasoning: 'They greet me, so I greet them' })
  mock.onMessage('else', { content: 'Well', finishReason: 'content_filter' })
  mock.onMessage('long', { content: 'Once', finishReason: 'length' })
  await mock.start()
  const chatModel = await model()
  const answer = async (text: string) => await collect(chatModel, { request: asking(text) })

  t.is(textOf(await answer('hello')), 'Good evening')
  t.like((await answer('else')).at(-1), { type: 'finish', reason: 'safety' })
  t.like((await answer('long')).at(-1), { type: 'finish', reason: 'length' })
})

test('an answer that the mock truncates is interrupted', async (t) => {
  const { mock, model } = await startMock(t)
  mock.onMessage(
    'story',
    { content: 'Once upon a time in a village' },
    { truncateAfterChunks: 3, latency: 1 },
  )
  await mock.start()

  const error = await t.throwsAsync(collect(await model(), { request: asking('a story') }), {
    instanceOf: ChatModelError,
  })

  t.is(error?.code, 'interrupted')
})

test('chaos in the mock always ends as a ChatModelError', async (t) => {
  const { mock, model } = await startMock(t)
  mock.onMessage('hello', { content: 'Good evening' })
  await mock.start()
  const chatModel = await model()

  for (const rate of ['dropRate', 'malformedRate', 'rateLimitRate', 'disconnectRate']) {
    mock.setChaos({ [rate]: 1 })
    await t.throwsAsync(
      collect(chatModel, { request: asking('hello') }),
      { instanceOf: ChatModelError },
      rate,
    )
  }
})
