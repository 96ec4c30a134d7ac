import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import test from 'ava'
import { z } from 'zod'
import { PlatformError } from '../platform-error.ts'
import { queryInteger } from './query-integer.ts'
import { defineRoute } from './route.ts'
import { serveForTest } from './serve-for-test.ts'

const describe = defineRoute({
  method: 'PUT',
  path: '/v1/things/:id',
  summary: 'Describe a thing',
  access: 'public',
  params: z.object({ id: z.string().max(4) }),
  query: z.object({ limit: queryInteger({ min: 1, max: 100 }).optional() }),
  body: z.object({
    age: z.int().min(20).max(99),
    kind: z.enum(['round', 'square']),
    sure: z.literal(true),
    note: z.string().max(5).optional(),
    parts: z.array(z.object({ name: z.string() })).optional(),
  }),
  reply: { status: 200, schema: z.object({ id: z.string() }) },
  handle: ({ params, query, body }) => ({ body: { id: params.id, limit: query.limit, ...body } }),
})

const good = { age: 30, kind: 'round', sure: true }

test('a request that fits gets the handler’s answer, a request id and the security headers', async (t) => {
  const { ask } = await serveForTest(t, { routes: [describe] })

  const answer = await ask('PUT', '/v1/things/a?limit=3', { body: { ...good, unknown: 1 } })

  t.is(answer.status, 200)
  t.deepEqual(answer.body, { id: 'a', limit: 3, ...good })
  t.regex(String(answer.headers.get('x-request-id')), /^[0-9a-f-]{36}$/)
  t.regex(String(answer.headers.get('content-security-policy')), /^default-src 'none'/)
  t.is(answer.headers.get('referrer-policy'), 'same-origin')
  t.false(answer.headers.has('strict-transport-security'))
  t.false(answer.headers.has('x-powered-by'))
})

test('all wrong fields of body, path and query are named at once, as the client sent them', async (t) => {
  const { ask } = await serveForTest(t, { routes: [describe] })

  const answer = await ask('PUT', '/v1/things/too-long?limit=1e1', {
    body: { age: 20.5, kind: 'flat', note: 'too long', parts: [{ name: 'x' }, {}] },
  })

  t.is(answer.status, 422)
  t.deepEqual((answer.body as { errors: unknown }).errors, [
    { path: 'id', message: 'Must have at most 4 characters.' },
    { path: 'limit', message: 'Must be a whole number.' },
    { path: 'age', message: 'Must be a whole number.' },
    { path: 'kind', message: 'Must be one of round, square.' },
    { path: 'sure', message: 'Is missing.' },
    { path: 'note', message: 'Must have at most 5 characters.' },
    { path: 'parts.1.name', message: 'Is missing.' },
  ])
})

for (const [age, message] of [
  ['19', 'Must be at least 20.'],
  ['20.5', 'Must be a whole number.'],
  ['"20"', 'Must be a number.'],
  ['"twenty"', 'Must be a number.'],
  ['-1', 'Must be at least 20.'],
  ['1e3', 'Must be at most 99.'],
  ['null', 'Must be a number.'],
] as const) {
  test(`an age of ${age} is refused in its field`, async (t) => {
    const { ask } = await serveForTest(t, { routes: [describe] })

    const answer = await ask('PUT', '/v1/things/a', { body: `{"age":${age},"kind":"round","sure":true}` })

    t.like(answer, { status: 422, body: { errors: [{ path: 'age', message }] } })
  })
}

test('rubbish on the line is the client’s fault and is not reported', async (t) => {
  const { port, reported } = await serveForTest(t, { routes: [describe] })

  const address = await tell(
    port,
    'PUT http://[/v1/things/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  )
  const chunk = await tell(
    port,
    'PUT /v1/things/a HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
  )

  t.regex(address, /^HTTP\/1\.1 400 /)
  t.regex(chunk, /^HTTP\/1\.1 400 /)
  t.deepEqual(reported, [])
})

test('malformed JSON, a broken encoding and what is no object are the client’s fault', async (t) => {
  const { ask, reported } = await serveForTest(t, { routes: [describe] })
  const put = (body: string | Uint8Array, headers = {}) => ask('PUT', '/v1/things/a', { body, headers })

  t.like(await put('{"age":'), { status: 400, body: { type: '/problems/validation', status: 400 } })
  t.like(await put('{"__proto__":{}}'), { status: 400 })
  t.like(await put('not gzip', { 'content-encoding': 'gzip' }), { status: 400 })
  t.like(await put('x', { 'content-encoding': 'zstd-9000' }), { status: 415 })
  t.like(await put('[]'), { status: 422, body: { errors: [{ path: '' }] } })
  t.like(await put('7'), { status: 422, body: { errors: [{ path: '' }] } })
  t.like(await put('age=30', { 'content-type': 'application/x-www-form-urlencoded' }), { status: 422 })
  t.like(await put(''), {
    status: 422,
    body: { errors: [{ path: 'age', message: 'Is missing.' }, { path: 'kind' }, { path: 'sure' }] },
  })
  t.deepEqual(reported, [])
})

test('a body over 256 KB is too large, also when it was compressed', async (t) => {
  const { ask } = await serveForTest(t, { routes: [describe] })
  const body = JSON.stringify({ ...good, note: 'n'.repeat(300 * 1024) })

  t.like(await ask('PUT', '/v1/things/a', { body }), { status: 413, body: { type: '/problems/too-large' } })
  const packed = await ask('PUT', '/v1/things/a', {
    body: gzipSync(body),
    headers: { 'content-encoding': 'gzip' },
  })
  t.is(packed.status, 413)
})

test('deep nesting and strange paths do no harm', async (t) => {
  const { ask, reported } = await serveForTest(t, { routes: [describe] })

  const nested = `{"parts":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
  t.is((await ask('PUT', '/v1/things/a', { body: nested })).status, 422)
  t.is((await ask('GET', '/v1/%E0%A4%A')).status, 404)
  t.like(await ask('PUT', '/v1/things/%00', { body: good }), {
    status: 422,
    body: { errors: [{ path: 'id' }] },
  })
  t.deepEqual(reported, [])
})

test('an expected failure becomes its problem with all its members', async (t) => {
  const { ask, reported } = await serveForTest(t, {
    routes: [
      failing(
        new PlatformError('payment-required', 'Subscribe to write', {
          extra: { tiers: ['basic'], status: 200 },
          retryAfterSeconds: 1.5,
        }),
      ),
    ],
  })

  const answer = await ask('GET', '/v1/fail')

  t.is(answer.type, 'application/problem+json')
  t.is(answer.headers.get('retry-after'), '2')
  t.like(answer.body, {
    type: '/problems/payment-required',
    status: 402,
    detail: 'Subscribe to write',
    tiers: ['basic'],
  })
  t.deepEqual(reported, [])
})

test('a bug is reported with the request’s id and tells the client nothing else', async (t) => {
  const bug = new Error('select * from users where password = secret')
  const { ask, reported } = await serveForTest(t, { routes: [failing(bug)] })

  const answer = await ask('GET', '/v1/fail')

  const requestId = String(answer.headers.get('x-request-id'))
  t.is(answer.status, 500)
  t.notRegex(answer.text, /select|secret|stack|\.ts/)
  t.like(answer.body, { type: '/problems/internal', instance: `urn:uuid:${requestId}` })
  t.deepEqual(reported, [{ error: bug, requestId }])
})

test('a database that cannot be reached is a passing outage', async (t) => {
  const { ask, reported } = await serveForTest(t, {})

  const answer = await ask('POST', '/v1/auth/sign-in/email', {
    body: { email: 'a@example.org', password: 'any' },
  })

  t.like(answer, { status: 503, body: { type: '/problems/unavailable' } })
  t.true(answer.headers.has('retry-after'))
  t.is(reported.length, 1)
})

test('an unknown path is a problem, a wrong method says which are right', async (t) => {
  const { ask } = await serveForTest(t, { routes: [describe] })

  t.like(await ask('GET', '/v1/nothing'), { status: 404, body: { type: '/problems/not-found' } })
  const wrong = await ask('POST', '/v1/things/a', { body: good })
  t.like(wrong, {
    status: 405,
    type: 'application/problem+json',
    body: { type: '/problems/method-not-allowed' },
  })
  t.is(wrong.headers.get('allow'), 'PUT')
})

test('a handler’s null is JSON, bytes and empty answers keep their status', async (t) => {
  const reply = (path: string, value: object, status = 200) =>
    defineRoute({
      method: 'GET',
      path,
      summary: path,
      access: 'public',
      reply: { status },
      handle: () => value,
    })
  const { ask } = await serveForTest(t, {
    routes: [
      reply('/v1/null', { body: null }),
      reply('/v1/bytes', {
        body: new Uint8Array([104, 105]),
        headers: { 'Content-Type': 'image/png', ETag: '"1"' },
      }),
      reply('/v1/empty', {}, 202),
      reply('/v1/none', {}, 204),
    ],
  })

  t.like(await ask('GET', '/v1/null'), { status: 200, text: 'null', body: null })
  t.like(await ask('GET', '/v1/bytes'), { status: 200, type: 'image/png', text: 'hi' })
  t.like(
    await ask('GET', '/v1/bytes', { headers: { 'if-none-match': '"1"', 'cache-control': 'max-age=0' } }),
    { status: 304, text: '' },
  )
  t.like(await ask('GET', '/v1/empty'), { status: 202, text: '' })
  t.like(await ask('GET', '/v1/none'), { status: 204, text: '' })
})

test('a webhook gets its bytes as they came, whatever their type, without a cookie check', async (t) => {
  const webhook = defineRoute({
    method: 'POST',
    path: '/v1/webhooks/:plugin',
    summary: 'An event',
    access: 'public',
    bytes: { limit: 1024, mime: ['*/*'] },
    reply: { status: 200 },
    handle: ({ raw, params }) => ({ body: { plugin: params.plugin, hex: Buffer.from(raw).toString('hex') } }),
  })
  const { ask } = await serveForTest(t, { routes: [webhook] })
  const headers = { 'content-type': 'text/odd', origin: 'https://elsewhere.example', cookie: 'a=b' }

  const answer = await ask('POST', '/v1/webhooks/sandbox', { body: new Uint8Array([0xff, 0, 0x7b]), headers })
  t.like(answer, { status: 200, body: { plugin: 'sandbox', hex: 'ff007b' } })

  const large = await ask('POST', '/v1/webhooks/sandbox', {
    body: new Uint8Array(1025),
    headers,
  })
  t.is(large.status, 413)
})

test('another site cannot make a browser change anything with our cookie', async (t) => {
  const { ask, url, publicUrl } = await serveForTest(t, { routes: [describe] })
  const statusWith = async (headers: Record<string, string>) =>
    (await ask('PUT', '/v1/things/a', { body: good, headers: { cookie: 'a=b', ...headers } })).status

  t.is(await statusWith({ origin: 'https://elsewhere.example' }), 403)
  t.is(await statusWith({ 'sec-fetch-site': 'cross-site' }), 403)
  t.is(await statusWith({ 'sec-fetch-site': 'same-site' }), 403)
  t.is(await statusWith({ origin: 'null' }), 403)
  t.is(await statusWith({ origin: publicUrl, 'sec-fetch-site': 'same-origin' }), 200)
  t.is(await statusWith({ origin: 'http://127.0.0.1:4000' }), 200)
  t.is(await statusWith({ origin: url }), 200)
  t.is(await statusWith({ origin: 'null', 'sec-fetch-site': 'same-origin' }), 200)
  t.is(await statusWith({}), 200)
})

test('the address behind a proxy is believed only when told to', async (t) => {
  const address = defineRoute({
    method: 'GET',
    path: '/v1/address',
    summary: 'Where from',
    access: 'public',
    reply: { status: 200 },
    handle: ({ ip }) => ({ body: ip }),
  })
  const headers = { 'x-forwarded-for': '198.51.100.9, 192.0.2.7' }
  const direct = await serveForTest(t, { routes: [address] })
  const behind = await serveForTest(t, { routes: [address], trustProxy: true })

  t.is((await direct.ask('GET', '/v1/address', { headers })).text, '127.0.0.1')
  t.is((await behind.ask('GET', '/v1/address', { headers })).text, '192.0.2.7')
})

test('a client that leaves aborts its request and is no error', async (t) => {
  let left = () => {}
  const hasLeft = new Promise<void>((resolve) => (left = resolve))
  const waiting = defineRoute({
    method: 'GET',
    path: '/v1/wait',
    summary: 'Waits for ever',
    access: 'public',
    reply: { status: 200 },
    handle: async (request) => {
      const signal = request.signal()
      leave.abort()
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      left()
      signal.throwIfAborted()
    },
  })
  const { url, reported } = await serveForTest(t, { routes: [waiting] })
  const leave = new AbortController()

  await Promise.allSettled([fetch(`${url}/v1/wait`, { signal: leave.signal })])
  await hasLeft
  await new Promise(setImmediate)

  t.deepEqual(reported, [])
})

function failing(error: Error) {
  return defineRoute({
    method: 'GET',
    path: '/v1/fail',
    summary: 'Fails',
    access: 'public',
    reply: { status: 200 },
    handle: () => {
      throw error
    },
  })
}

/** Writes bytes as they are, and reads until the server hangs up. */
async function tell(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(request)
  return await text(socket)
}
