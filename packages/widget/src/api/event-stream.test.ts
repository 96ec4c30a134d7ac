import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'ava'
import type { ExecutionContext } from 'ava'
import { openEventStream } from './event-stream.ts'
import type { StreamHandlers, StreamOptions } from './event-stream.ts'

type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** A server that answers each connection in turn, and what the stream told, as lines to wait for. */
async function watch(t: ExecutionContext, answers: readonly Answer[], options: StreamOptions = {}) {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    const answer = answers[Math.min(requests.length, answers.length) - 1]
    answer?.(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const told: string[] = []
  const waiting = new Map<string, () => void>()
  const tell = (line: string): void => {
    told.push(line)
    waiting.get(line)?.()
  }
  const handlers: StreamHandlers = {
    onEvent: ({ seq, type }) => tell(`${type} ${seq}`),
    onText: ({ text }) => tell(`text ${text}`),
    onProgress: ({ elapsedMs }) => tell(`progress ${elapsedMs}`),
    onAccess: () => tell('access'),
    onReset: () => tell('reset'),
    onRefused: ({ code }) => tell(`refused ${code}`),
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/stream`
  const stream = openEventStream(url, handlers, { retryMs: 1, ...options })
  t.teardown(() => {
    stream.close()
    server.closeAllConnections()
    server.close()
  })
  const until = (line: string): Promise<void> =>
    told.includes(line) ? Promise.resolve() : new Promise((resolve) => waiting.set(line, resolve))
  return { stream, requests, told, until }
}

const start = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream' })
const log = (seq: number): string =>
  `id: ${seq}\nevent: log\ndata: ${JSON.stringify({ seq, type: 'message-sent', turn: 't1', at: '', data: {} })}\n\n`

test('tells events, text, progress and access in the order of the wire', async (t) => {
  const { until, told } = await watch(t, [
    (response) => {
      start(response).write(': hello\n\n')
      response.write(log(1))
      response.write('event: text\ndata: {"turn":"t1","attempt":1,"offset":0,"text":"Hi"}\n\n')
      response.write(
        'event: progress\ndata: {"photo":"p1","state":"generating","elapsedMs":5,"expectedMs":9}\n\n',
      )
      response.write('event: access\ndata: {}\n\n')
    },
  ])

  await until('access')

  t.deepEqual(told, ['message-sent 1', 'text Hi', 'progress 5', 'access'])
})

test('reads an event that was cut in the middle of a character', async (t) => {
  const bytes = Buffer.from('event: text\ndata: {"turn":"t1","attempt":1,"offset":0,"text":"é"}\n\n')
  const cut = bytes.indexOf(0xc3) + 1
  const { until, told } = await watch(t, [
    (response) => {
      start(response).write(bytes.subarray(0, cut), () => response.write(bytes.subarray(cut)))
    },
  ])

  await until('text é')

  t.deepEqual(told, ['text é'])
})

test('comes back after a broken connection and names the last event it has', async (t) => {
  const { until, requests } = await watch(t, [
    (response) => start(response).end(log(1) + log(2)),
    (response) => start(response).write(log(3)),
  ])

  await until('message-sent 3')

  t.is(requests[0]?.headers['last-event-id'], undefined)
  t.is(requests[1]?.headers['last-event-id'], '2')
  t.is(requests[1]?.url, '/stream?after=2')
})

test('comes back after an answer that may pass', async (t) => {
  const { until, requests } = await watch(t, [
    (response) => response.writeHead(503).end(),
    (response) => start(response).write(log(1)),
  ])

  await until('message-sent 1')

  t.is(requests.length, 2)
})

test('gives up when it is refused', async (t) => {
  const { until, requests, stream } = await watch(t, [
    (response) =>
      response
        .writeHead(401, { 'content-type': 'application/problem+json' })
        .end('{"type":"/problems/unauthenticated"}'),
  ])

  await until('refused unauthenticated')

  t.is(requests.length, 1)
  t.is(stream.status(), 'closed')
})

test('counts silence as a broken connection', async (t) => {
  const { until, requests } = await watch(
    t,
    [(response) => start(response).flushHeaders(), (response) => start(response).write(log(1))],
    { silenceMs: 30 },
  )

  await until('message-sent 1')

  t.true(requests.length >= 2)
})

test('waits as long as the server says before it leaves', async (t) => {
  const { until, requests } = await watch(
    t,
    [
      (response) => start(response).write(`${log(1)}event: bye\ndata: {"afterMs":1}\n\n${log(99)}`),
      (response) => start(response).write(log(2)),
    ],
    { retryMs: 3_600_000 },
  )

  await until('message-sent 2')

  t.is(requests[1]?.headers['last-event-id'], '1')
})

test('uses the delay that the server set', async (t) => {
  const { until, requests } = await watch(
    t,
    [(response) => start(response).end(`retry: 1\n${log(1)}`), (response) => start(response).write(log(2))],
    { retryMs: 3_600_000 },
  )

  await until('message-sent 2')

  t.is(requests.length, 2)
})

test('waits for a new page after a reset and goes on from there', async (t) => {
  const { until, requests, stream, told } = await watch(
    t,
    [
      (response) => start(response).write('event: reset\ndata: {}\n\n' + log(5)),
      (response) => start(response).write(log(41)),
    ],
    { after: 4 },
  )

  await until('reset')
  t.is(stream.status(), 'waiting')
  stream.resume(40)
  await until('message-sent 41')

  t.is(requests[1]?.headers['last-event-id'], '40')
  t.deepEqual(told, ['reset', 'message-sent 41'])
})

test('ends when its signal is aborted', async (t) => {
  const closing = new AbortController()
  const { until, stream } = await watch(t, [(response) => start(response).write(log(1))], {
    signal: closing.signal,
  })
  await until('message-sent 1')

  closing.abort()

  t.is(stream.status(), 'closed')
})
