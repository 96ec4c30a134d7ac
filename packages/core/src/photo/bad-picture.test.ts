import type { ImageProvider } from '@parlor/plugin-kit'
import test from 'ava'
import sharp from 'sharp'
import { chatting, plainPainter, stopPostgres } from '../test-platform.ts'
import { servePictures } from './https-server-for-test.ts'

const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
const whole = await sharp({ create: { width: 300, height: 400, channels: 3, background: '#000', noise } })
  .png()
  .toBuffer()
const bomb = await sharp({
  create: { width: 4100, height: 4100, channels: 3, background: '#000' },
  limitInputPixels: false,
})
  .png({ compressionLevel: 9 })
  .toBuffer()

test.after.always(stopPostgres)

/** What a provider's host may answer instead of a picture; a string is where it redirects to, a number its status. */
const answers: Readonly<Record<string, Uint8Array | string | number>> = {
  '/page': Buffer.from('<html>not found</html>'),
  '/nothing': new Uint8Array(),
  '/svg': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  '/truncated': whole.subarray(0, whole.length / 2),
  '/bomb': bomb,
  '/removed': 404,
  '/gone': 410,
  '/private': 'https://10.0.0.1/a.png',
  '/secrets': 'https://169.254.169.254/latest/meta-data/',
}

test('what is no picture, and what may not be fetched, ends as a bad picture that costs nothing; then a good one comes', async (t) => {
  const served = await servePictures(t, (request, answer) => {
    const what = answers[request.url ?? ''] ?? whole
    const head = { 'content-type': 'image/png' }
    if (typeof what === 'number') answer.writeHead(what).end()
    else if (typeof what === 'string') answer.writeHead(302, { location: what }).end()
    else answer.writeHead(200, head).end(what)
  })
  const urls = [
    ...Object.keys(answers).map((path) => `${served.origin}${path}`),
    'http://pictures.test/a.png',
    'file:///etc/passwd',
    `https://pictures.test.evil.com:${served.port}/a.png`,
  ]
  const painter = plainPainter()
  let url = ''
  const imageProvider: ImageProvider = {
    ...painter,
    limits: { ...painter.limits, hosts: [served.host] },
    start: async (request, call) =>
      request.references.length === 0
        ? await painter.start(request, call)
        : { status: 'done', images: [{ url }] },
  }
  const { say, client, conversation, query } = await chatting(
    t,
    { imageProvider },
    { download: served.download },
  )
  const ends: Record<string, unknown> = {}
  const take = async () => {
    const before = (await query(`select id from photo where kind = 'chat'`)).length
    await say('A photo please')
    const { events } = await client.until(
      `/v1/conversations/${conversation}/events?limit=200`,
      (body) =>
        body.events.filter(({ type }: { type: string }) => /^photo-(failed|ready)$/.test(type)).length >
        before,
    )
    return events.findLast(({ type }: { type: string }) => /^photo-(failed|ready)$/.test(type))
  }

  for (url of urls) ends[url] = (await take()).data.code
  url = `${served.origin}/good`
  const good = await take()

  const codeOf = (each: string) => (/removed|gone/.test(each) ? 'expired' : 'bad-picture')
  t.deepEqual(ends, Object.fromEntries(urls.map((each) => [each, codeOf(each)])))
  t.is(good.type, 'photo-ready')
  const { body } = await client.call('GET', '/v1/subscription')
  t.is(body.features.find((feature: { id: string }) => feature.id === 'photos').used, 1)
})
