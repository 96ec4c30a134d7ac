import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'ava'
import type { ExecutionContext } from 'ava'
import { ApiError } from './api-error.ts'
import { createApi } from './client.ts'

async function serve(
  t: ExecutionContext,
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<string> {
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => answer(request, response, body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const problem = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(body))
}

test('sends a message with its own id and gives its place back', async (t) => {
  const base = await serve(t, (request, response, body) => {
    t.is(`${request.method} ${request.url}`, 'POST /v1/conversations/c%201/messages')
    t.deepEqual(JSON.parse(body), { id: 'message-1', text: 'Hello' })
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"seq":7,"turn":"t1"}')
  })

  const place = await createApi({ base }).send('c 1', { id: 'message-1', text: 'Hello' })

  t.deepEqual(place, { seq: 7, turn: 't1' })
})

test('throws the fields of a problem document', async (t) => {
  const base = await serve(t, (_, response) =>
    problem(response, 422, {
      type: '/problems/validation',
      title: 'Validation failed',
      status: 422,
      detail: 'age must be 20 or more',
      errors: [{ path: 'age', message: '20 or more' }],
    }),
  )

  const error = await t.throwsAsync(createApi({ base }).checkout('plus'), { instanceOf: ApiError })

  t.is(error?.code, 'validation')
  t.is(error?.status, 422)
  t.is(error?.detail, 'age must be 20 or more')
  t.deepEqual(error?.errors, [{ path: 'age', message: '20 or more' }])
})

test('carries the tiers of a payment that is required', async (t) => {
  const tier = { id: 'plus', name: 'Plus', description: '', price: {}, features: [] }
  const base = await serve(t, (_, response) =>
    problem(response, 402, { type: '/problems/payment-required', detail: 'Subscribe first', tiers: [tier] }),
  )

  const error = await t.throwsAsync(createApi({ base }).send('c1', { id: 'message-1', text: 'Hello' }), {
    instanceOf: ApiError,
  })

  t.is(error?.code, 'payment-required')
  t.deepEqual(
    error?.tiers?.map(({ id }) => id),
    ['plus'],
  )
})

test("reads a proxy's page as the nearest code", async (t) => {
  const base = await serve(t, (_, response) => {
    response.writeHead(503, { 'content-type': 'text/html', 'retry-after': '9' }).end('<h1>Busy</h1>')
  })

  const error = await t.throwsAsync(createApi({ base }).me(), { instanceOf: ApiError })

  t.is(error?.code, 'unavailable')
  t.is(error?.retryAfterSeconds, 9)
})

test('says offline when nobody answers', async (t) => {
  const api = createApi({
    base: 'http://parlor.invalid',
    fetch: () => Promise.reject(new TypeError('fetch failed')),
  })

  const error = await t.throwsAsync(api.me(), { instanceOf: ApiError })

  t.is(error?.code, 'offline')
  t.is(error?.status, 0)
})

test('lets the caller give up', async (t) => {
  const base = await serve(t, () => {})
  const giveUp = new AbortController()
  const asked = createApi({ base }).me({ signal: giveUp.signal })

  giveUp.abort(new Error('enough'))

  await t.throwsAsync(asked, { message: 'enough' })
})

test('asks for a page of events before a seq', async (t) => {
  const base = await serve(t, (request, response) => {
    t.is(request.url, '/v1/conversations/c1/events?limit=50&before=12')
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"events":[],"more":false}')
  })

  t.deepEqual(await createApi({ base }).events('c1', { before: 12 }), { events: [], more: false })
})

test('takes an answer without a body', async (t) => {
  const base = await serve(t, (_, response) => response.writeHead(204).end())

  await t.notThrowsAsync(createApi({ base }).stop('c1'))
})
