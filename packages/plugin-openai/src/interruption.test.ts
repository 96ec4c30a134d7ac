import { inspect } from 'node:util'
import { ChatModelError } from '@parlor/plugin-kit'
import type { ChatPart } from '@parlor/plugin-kit'
import test from 'ava'
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

const key = 'sk-test-Secret1'

test('an answer that ends too early keeps its text and fails as interrupted', async (t) => {
  const { url } = await fakeEndpoint(t, (res) => res.end(textEvent('Once upon')))
  const parts: ChatPart[] = []

  const error = await t.throwsAsync(collect(await modelAt(t, url), { parts }), { instanceOf: ChatModelError })

  t.is(error?.code, 'interrupted')
  t.deepEqual(parts, [{ type: 'text', text: 'Once upon' }])
})

test('a cut connection keeps the text and fails as interrupted', async (t) => {
  const { url } = await fakeEndpoint(t, (res) => res.write(textEvent('Once upon'), () => res.destroy()))
  const parts: ChatPart[] = []

  const error = await t.throwsAsync(collect(await modelAt(t, url), { parts }), { instanceOf: ChatModelError })

  t.is(error?.code, 'interrupted')
  t.deepEqual(parts, [{ type: 'text', text: 'Once upon' }])
})

test('a cut after the finish reason takes nothing from the answer', async (t) => {
  const { url } = await fakeEndpoint(t, (res) =>
    res.write(textEvent('The end.') + finishEvent('stop'), () => res.destroy()),
  )

  const parts = await collect(await modelAt(t, url))

  t.deepEqual(parts, [
    { type: 'text', text: 'The end.' },
    { type: 'finish', reason: 'stop' },
  ])
})

test('an error in the stream is thrown by its kind, not quoted', async (t) => {
  for (const [error, code] of [
    [{ message: 'hello there', type: 'server_error' }, 'interrupted'],
    [{ message: 'hello there', code: 429 }, 'interrupted'],
    [{ message: 'hello there', code: 'rate_limit_exceeded' }, 'interrupted'],
    [{ message: 'hello there', code: 'insufficient_quota' }, 'quota'],
    [{ message: 'hello there', code: 'context_length_exceeded' }, 'invalid'],
    ['hello there', 'interrupted'],
  ] as const) {
    const { url } = await fakeEndpoint(t, (res) => res.end(textEvent('Hm') + event({ error }) + done))

    const thrown = await t.throwsAsync(collect(await modelAt(t, url)), { instanceOf: ChatModelError })

    t.is(thrown?.code, code)
    t.notRegex(inspect(thrown), /hello there/)
  }
})

test('a body of nothing that is an event is transient, and not quoted', async (t) => {
  const { url } = await fakeEndpoint(t, (res) => res.end('<html>hello there</html>'))

  const thrown = await t.throwsAsync(collect(await modelAt(t, url)), { instanceOf: ChatModelError })

  t.is(thrown?.code, 'transient')
  t.notRegex(inspect(thrown), /hello there/)
})

test('a refused request tells status and code, and neither key nor prompt', async (t) => {
  const { url } = await fakeEndpoint(t, (res) => {
    const error = { message: `Bad key ${key} for "hello there"`, type: key, code: 'invalid_api_key' }
    res.writeHead(401).end(JSON.stringify({ error }))
  })

  const thrown = await t.throwsAsync(collect(await modelAt(t, url)), { instanceOf: ChatModelError })

  t.is(thrown?.code, 'auth')
  t.is(
    thrown?.message,
    'The model endpoint answered 401 (invalid_api_key). Are the API key and its account right?',
  )
  t.notRegex(inspect(thrown, { depth: 9, showHidden: true }), /Secret1|hello there/)
})

test('an endpoint that is not there is transient, and the error holds no key', async (t) => {
  const thrown = await t.throwsAsync(collect(await modelAt(t, 'http://127.0.0.1:1/v1')), {
    instanceOf: ChatModelError,
  })

  t.is(thrown?.code, 'transient')
  t.notRegex(inspect(thrown, { depth: 9, showHidden: true }), /Secret1|hello there/)
})

test('abort ends a silent stream with its reason and closes the connection', async (t) => {
  let closed: Promise<void> | undefined
  const { url } = await fakeEndpoint(t, (res) => {
    closed = new Promise((resolve) => res.once('close', () => resolve()))
    res.write(textEvent('Once'))
  })
  const stop = new AbortController()
  const reason = new Error('The person pressed stop')
  const model = await modelAt(t, url)

  const thrown = await t.throwsAsync(async () => {
    for await (const part of model.stream(hello, { key: 'k', signal: stop.signal })) {
      t.deepEqual(part, { type: 'text', text: 'Once' })
      setImmediate(() => stop.abort(reason))
    }
  })

  t.is(thrown, reason)
  await t.notThrowsAsync(async () => await closed)
})

test('abort gives out nothing of what comes after it', async (t) => {
  const stop = new AbortController()
  const { url } = await fakeEndpoint(t, (res) => {
    res.write(textEvent('One'))
    stop.signal.addEventListener('abort', () => res.end(textEvent('two') + finishEvent('stop')))
  })
  const model = await modelAt(t, url)
  const parts: ChatPart[] = []

  await t.throwsAsync(
    async () => {
      for await (const part of model.stream(hello, { key: 'k', signal: stop.signal })) {
        parts.push(part)
        stop.abort(new Error('Enough'))
      }
    },
    { message: 'Enough' },
  )

  t.deepEqual(parts, [{ type: 'text', text: 'One' }])
})

test('abort before the first byte ends the request and closes the connection', async (t) => {
  const stop = new AbortController()
  let closed: Promise<void> | undefined
  const { url } = await fakeEndpoint(t, (res) => {
    closed = new Promise((resolve) => res.once('close', () => resolve()))
    stop.abort(new Error('No longer wanted'))
  })

  await t.throwsAsync(collect(await modelAt(t, url), { signal: stop.signal }), {
    message: 'No longer wanted',
  })
  await t.notThrowsAsync(async () => await closed)
})

test('who stops reading closes the connection', async (t) => {
  let closed: Promise<void> | undefined
  const { url } = await fakeEndpoint(t, (res) => {
    closed = new Promise((resolve) => res.once('close', () => resolve()))
    res.write(textEvent('Once'))
  })
  const model = await modelAt(t, url)

  for await (const part of model.stream(hello, { key: 'k', signal: new AbortController().signal })) {
    t.is(part.type, 'text')
    break
  }

  await t.notThrowsAsync(async () => await closed)
})
