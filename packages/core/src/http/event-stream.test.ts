import { connect } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { openEventStream, type EventStream, type EventStreamOptions } from './event-stream.ts'
import { defineRoute } from './route.ts'
import { serveForTest } from './serve-for-test.ts'

test('events, ids and heartbeats are written as server-sent events', async (t) => {
  const { response, stream } = await opened(t)

  stream.send({ event: 'text', data: { text: 'a\nb' } })
  stream.send({ id: 7, event: 'log', data: { seq: 7 } })
  stream.send({ event: 'reset' })
  stream.comment()
  stream.close()

  t.is(response.headers.get('content-type'), 'text/event-stream')
  t.is(response.headers.get('cache-control'), 'no-cache, no-transform')
  t.is(response.headers.get('x-accel-buffering'), 'no')
  t.is(
    await response.text(),
    'retry: 2000\n\n' +
      'event: text\ndata: {"text":"a\\nb"}\n\n' +
      'id: 7\nevent: log\ndata: {"seq":7}\n\n' +
      'event: reset\ndata: {}\n\n' +
      ':\n\n',
  )
})

test('each heartbeat is a comment, and tells its listeners', async (t) => {
  const { response, stream } = await opened(t, { heartbeatMs: 1 })

  await new Promise<void>((resolve) => stream.onHeartbeat(resolve))
  stream.close()

  t.regex(await response.text(), /^retry: 2000\n\n(:\n\n)+$/)
})

test('it tells that the reader left, and sending then does nothing', async (t) => {
  const leave = new AbortController()
  const { stream, reported } = await opened(t, {}, leave.signal)
  const ended = new Promise<void>((resolve) => stream.onEnd(resolve))

  leave.abort()
  await ended

  t.notThrows(() => stream.send({ event: 'text', data: {} }))
  t.deepEqual(reported, [])
})

test('closing it ends it too', async (t) => {
  const { stream, response } = await opened(t)
  const ended = new Promise<void>((resolve) => stream.onEnd(resolve))

  stream.close()

  await Promise.all([ended, response.text()])
  t.true(stream.hasEnded())
})

test('a reader that leaves too much unread is cut off', async (t) => {
  const stream = await openedUnread(t, { maxUnreadBytes: 64 * 1024 })
  const data = 'x'.repeat(256 * 1024)

  // The system's own buffers take some megabytes first.
  for (let sent = 0; sent < 200 && !stream.hasEnded(); sent++) {
    stream.send({ event: 'text', data })
    await new Promise(setImmediate)
  }

  t.true(stream.hasEnded())
})

test('a reader that takes nothing for too long is cut off', async (t) => {
  const stream = await openedUnread(t, { maxUnreadBytes: Infinity, drainMs: 5 })

  stream.send({ event: 'text', data: 'x'.repeat(64 * 1024 * 1024) })

  if (!stream.hasEnded()) await new Promise<void>((resolve) => stream.onEnd(resolve))
  t.true(stream.hasEnded())
})

async function streaming(t: ExecutionContext, options: EventStreamOptions) {
  let opened: (stream: EventStream) => void = () => {}
  const stream = new Promise<EventStream>((resolve) => (opened = resolve))
  const route = defineRoute({
    method: 'GET',
    path: '/v1/stream',
    summary: 'A stream',
    access: 'public',
    reply: { status: 200 },
    handle: ({ ctx }) => opened(openEventStream(ctx, options)),
  })
  const server = await serveForTest(t, { routes: [route] })
  t.teardown(async () => (await stream).close())
  return { ...server, stream }
}

async function opened(t: ExecutionContext, options: EventStreamOptions = {}, signal?: AbortSignal) {
  const { url, stream, reported } = await streaming(t, options)
  const response = await fetch(`${url}/v1/stream`, signal === undefined ? {} : { signal })
  return { response, stream: await stream, reported }
}

/** Opens a stream by a client that never reads. */
async function openedUnread(t: ExecutionContext, options: EventStreamOptions): Promise<EventStream> {
  const { port, stream } = await streaming(t, options)
  const socket = connect(port, '127.0.0.1')
  t.teardown(() => void socket.destroy())
  socket.pause()
  socket.on('error', () => {
    // Being cut off is what the test waits for.
  })
  socket.write('GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n')
  return await stream
}
