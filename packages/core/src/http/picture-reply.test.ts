import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import test, { type ExecutionContext } from 'ava'
import type { ByteRange } from '../storage/storage.ts'
import { pictureReply } from './picture-reply.ts'
import { defineRoute } from './route.ts'
import { serveForTest } from './serve-for-test.ts'

const bytes = '0123456789'
const etag = '"abc"'

test('gives the whole with a strong tag, and its length for HEAD without opening it', async (t) => {
  const { ask, opened } = await served(t)

  const whole = await ask()
  const head = await ask({}, 'HEAD')

  t.deepEqual([whole.status, whole.text], [200, bytes])
  t.is(whole.headers.get('etag'), etag)
  t.is(whole.headers.get('accept-ranges'), 'bytes')
  t.is(whole.headers.get('vary'), 'Accept, Cookie')
  t.deepEqual([head.status, head.headers.get('content-length'), head.text], [200, '10', ''])
  t.is(opened.length, 1)
})

for (const [range, contentRange, text] of [
  ['bytes=0-0', 'bytes 0-0/10', '0'],
  ['bytes=2-4', 'bytes 2-4/10', '234'],
  ['bytes=7-', 'bytes 7-9/10', '789'],
  ['bytes=-2', 'bytes 8-9/10', '89'],
  ['bytes=5-500', 'bytes 5-9/10', '56789'],
] as const) {
  test(`gives ${range}`, async (t) => {
    const { ask } = await served(t)

    const part = await ask({ range })

    t.deepEqual([part.status, part.text], [206, text])
    t.is(part.headers.get('content-range'), contentRange)
    t.is(part.headers.get('content-length'), String(text.length))
  })
}

test('has no bytes behind the end, and says how many there are', async (t) => {
  const { ask, opened } = await served(t)

  const none = await ask({ range: 'bytes=10-' })

  t.is(none.status, 416)
  t.is(none.headers.get('content-range'), 'bytes */10')
  t.like(none.body, { type: '/problems/range-not-satisfiable', status: 416 })
  t.is(opened.length, 0)
})

for (const headers of [
  { range: 'bytes=nonsense' },
  { range: 'pages=1-2' },
  { range: 'bytes=0-1,4-5' },
  { range: 'bytes=0-1', 'if-range': '"other"' },
  { range: 'bytes=0-1', 'if-range': `W/${etag}` },
  { range: 'bytes=0-1', 'if-range': 'Wed, 25 Nov 2026 00:00:00 GMT' },
]) {
  test(`gives the whole for ${JSON.stringify(headers)}`, async (t) => {
    const { ask } = await served(t)

    const whole = await ask(headers)

    t.deepEqual([whole.status, whole.text], [200, bytes])
  })
}

test('gives the part while the tag still fits, and nothing to who has it all', async (t) => {
  const { ask, opened } = await served(t)

  t.is((await ask({ range: 'bytes=0-1', 'if-range': etag })).status, 206)
  for (const tag of [etag, `"x", W/${etag}`, '*']) t.is((await ask({ 'if-none-match': tag })).status, 304)
  t.is((await ask({ 'if-none-match': '"other"' })).status, 200)
  t.is(opened.length, 2)
})

test('a client that leaves ends the reading long before the end of the picture', async (t) => {
  const chunk = Buffer.alloc(65_536)
  const sizeBytes = 1024 * 1024 * 1024
  let read = 0
  const source = new Readable({
    read() {
      read += chunk.length
      this.push(read > sizeBytes ? null : chunk)
    },
  })
  const { url } = await served(t, { sizeBytes, open: async () => source })

  const request = get(`${url}/v1/picture`)
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  await once(answer, 'data')
  answer.destroy()
  await once(source, 'close')

  t.true(read < 64 * 1024 * 1024, `${read} bytes were read`)
})

async function served(
  t: ExecutionContext,
  picture: { sizeBytes?: number; open?: (range?: ByteRange) => Promise<Readable> } = {},
) {
  const opened: (ByteRange | undefined)[] = []
  const route = defineRoute({
    method: 'GET',
    path: '/v1/picture',
    summary: 'A picture',
    access: 'public',
    reply: { status: 200 },
    handle: async ({ ctx, headers }) =>
      await pictureReply(
        { method: ctx.method, headers },
        {
          mime: 'image/jpeg',
          sha256: 'abc',
          sizeBytes: bytes.length,
          async open(range) {
            opened.push(range)
            return Readable.from([Buffer.from(range ? bytes.slice(range.start, range.end + 1) : bytes)])
          },
          ...picture,
        },
        {},
      ),
  })
  const server = await serveForTest(t, { routes: [route] })
  return {
    url: server.url,
    opened,
    ask: async (headers: Record<string, string> = {}, method = 'GET') =>
      await server.ask(method, '/v1/picture', { headers }),
  }
}
