import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo, LookupFunction } from 'node:net'
import test from 'ava'
import { PlatformError } from '../platform-error.ts'
import { pictureBytes } from './download.ts'
import { guardedDownload } from './guarded-download.ts'
import { resolving, servePictures } from './https-server-for-test.ts'
import { isPublicAddress } from './public-address.ts'

const quiet = () => new AbortController().signal
const picture = Buffer.from([0x89, ...Buffer.from('PNG\r\n\x1a\n and more')])
const refused = { instanceOf: PlatformError, code: 'validation' }
const unavailable = { instanceOf: PlatformError, code: 'unavailable' }

test('fetches a picture over https from a listed host', async (t) => {
  const { origin, host, download } = await servePictures(t, (_request, answer) => answer.end(picture))

  const fetched = await pictureBytes({ url: `${origin}/a.png` }, [host], { signal: quiet(), download })

  t.deepEqual(Buffer.from(fetched.bytes), picture)
})

for (const url of [
  'http://replicate.delivery/a.png',
  'file:///etc/passwd',
  'data:image/png;base64,AAAA',
  'https://169.254.169.254/latest/meta-data/',
  'https://[::ffff:169.254.169.254]/',
  'https://2130706433/',
  'https://127.1/',
  'https://localhost/a.png',
  'https://evil.replicate.delivery.evil.com/a.png',
  'https://evilreplicate.delivery/a.png',
  'https://replicate.delivery.evil.com/a.png',
  'https://replicate.delivery@evil.com/a.png',
  'https://me:secret@replicate.delivery/a.png',
  'https://replicate.delivery:8443/a.png',
  'https://',
  'no address',
]) {
  test(`asks nobody for ${url}`, async (t) => {
    let asked = 0
    const resolve: LookupFunction = (_hostname, _options, done) => {
      asked++
      done(new Error('asked'), '', 0)
    }
    // even where somebody has listed the number
    const hosts = ['replicate.delivery', '*.replicate.delivery', '169.254.169.254', '127.0.0.1']

    await t.throwsAsync(guardedDownload({ resolve })(url, hosts, quiet()), refused)

    t.is(asked, 0)
  })
}

for (const [kind, addresses] of Object.entries({
  private: ['10.1.2.3'],
  'the secrets of a cloud': ['169.254.169.254'],
  'loopback in the clothes of IPv6': ['::ffff:127.0.0.1'],
  'a public address and a private one': ['93.184.216.34', '192.168.0.1'],
})) {
  test(`connects to nothing where a listed name is at ${kind}`, async (t) => {
    const download = guardedDownload({ resolve: resolving({ 'replicate.delivery': addresses }) })

    const error = await t.throwsAsync(
      download('https://replicate.delivery/a', ['replicate.delivery'], quiet()),
      refused,
    )

    t.regex(error.message, /no public address/)
  })
}

test('a name that turns private after it was judged is judged again: no connection is made to what was not', async (t) => {
  const connections: unknown[] = []
  const inside = createServer((socket) => connections.push(socket.destroy()))
  inside.listen(0, '127.0.0.2')
  await once(inside, 'listening')
  t.teardown(() => inside.close())
  const { port } = inside.address() as AddressInfo
  let asked = 0
  const resolve: LookupFunction = (hostname, options, done) =>
    resolving({ 'pictures.test': [asked++ === 0 ? '127.0.0.1' : '127.0.0.2'] })(hostname, options, done)
  const { host, origin, downloadWith } = await servePictures(t, (_request, answer) =>
    answer.writeHead(302, { location: `https://pictures.test:${port}/` }).end(),
  )

  await t.throwsAsync(downloadWith({ resolve })(origin, [host, `pictures.test:${port}`], quiet()), refused)

  t.deepEqual([asked, connections.length], [2, 0])
})

test('public is what is unicast on the internet, and nothing else', (t) => {
  const not = [
    '0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '192.168.1.1', '198.18.0.1',
    '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fc00::1', 'fd00:ec2::254',
    'ff02::1', '2001:db8::1', '::ffff:10.0.0.1', '64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::', '2001::1', 'name', '',
  ] // prettier-ignore

  t.deepEqual(not.filter(isPublicAddress), [])
  t.true(['93.184.216.34', '2606:4700::1111', '::ffff:93.184.216.34'].every(isPublicAddress))
})

for (const [what, location] of Object.entries({
  'a private address': 'https://10.0.0.1/a.png',
  'another host': 'https://evil.com/a.png',
  'plain http': 'http://pictures.test/a.png',
  'a file': 'file:///etc/passwd',
})) {
  test(`follows no redirect to ${what}`, async (t) => {
    const { origin, host, download } = await servePictures(t, (_request, answer) =>
      answer.writeHead(302, { location }).end(),
    )

    await t.throwsAsync(download(origin, [host], quiet()), refused)
  })
}

test('follows a redirect to a listed host, but not for ever', async (t) => {
  let asked = 0
  const { origin, host, download } = await servePictures(t, (request, answer) => {
    asked++
    if (request.url === '/picture') return void answer.end(picture)
    answer.writeHead(307, { location: request.url === '/once' ? '/picture' : '/again' }).end()
  })

  t.deepEqual(Buffer.from(await download(`${origin}/once`, [host], quiet())), picture)
  asked = 0
  await t.throwsAsync(download(`${origin}/again`, [host], quiet()), refused)
  t.is(asked, 4)
})

test('an endless stream ends at the cap', async (t) => {
  const { origin, host, downloadWith } = await servePictures(t, (_request, answer) => {
    const more = () => {
      while (!answer.destroyed && answer.write(Buffer.alloc(65_536)));
    }
    answer.on('drain', more)
    more()
  })

  const error = await t.throwsAsync(downloadWith({ maxBytes: 1_000_000 })(origin, [host], quiet()), refused)

  t.regex(error.message, /too large/)
})

test('one that drips ends at its time, and a certificate of somebody else is not believed: both may be tried again', async (t) => {
  const { origin, host, downloadWith } = await servePictures(t, (_request, answer) => void answer.write('x'))

  await t.throwsAsync(downloadWith({ timeoutMs: 50 })(origin, [host], quiet()), unavailable)
  await t.throwsAsync(
    guardedDownload({
      resolve: resolving({ 'pictures.test': ['127.0.0.1'] }),
      mayConnect: () => true,
    })(origin, [host], quiet()),
    unavailable,
  )
})

test('an error of the host may be tried again, and a stop of ours is no error of the host', async (t) => {
  const { origin, host, download } = await servePictures(t, (request, answer) => {
    const status = Number(request.url?.slice(1))
    if (status > 0) answer.writeHead(status).end()
  })
  const stop = new AbortController()

  await t.throwsAsync(download(`${origin}/500`, [host], quiet()), unavailable)
  for (const status of [404, 410])
    await t.throwsAsync(download(`${origin}/${status}`, [host], quiet()), {
      instanceOf: PlatformError,
      code: 'not-found',
    })
  const waiting = download(`${origin}/never`, [host], stop.signal)
  stop.abort(new Error('closing'))
  await t.throwsAsync(waiting, { message: 'closing' })
})

for (const [what, body] of Object.entries({
  nothing: '',
  'a page': '<html>not found</html>',
  'a program that draws': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  'a document': '%PDF-1.7',
})) {
  test(`${what} is no picture, whatever its Content-Type says`, async (t) => {
    const { origin, host, download } = await servePictures(t, (_request, answer) =>
      answer.writeHead(200, { 'content-type': 'image/png' }).end(body),
    )

    await t.throwsAsync(pictureBytes({ url: origin }, [host], { signal: quiet(), download }), refused)
  })
}
