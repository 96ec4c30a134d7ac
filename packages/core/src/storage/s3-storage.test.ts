import { createServer } from 'node:net'
import { once } from 'node:events'
import test from 'ava'
import { PlatformError } from '../platform-error.ts'
import { openStorage } from './open-storage.ts'
import { serveS3 } from './s3-server-for-test.ts'
import { s3Storage } from './s3-storage.ts'
import { storageSuite } from './storage-suite-for-test.ts'

storageSuite('S3', async (t) => s3Storage(await serveS3(t)))

test('nobody without the key reads what is stored', async (t) => {
  const settings = await serveS3(t)
  const storage = s3Storage(settings)
  await storage.put('photos/p1/image', new Uint8Array(9), { mime: 'image/jpeg' })
  const stranger = s3Storage({
    ...settings,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'another' },
  })

  await t.throwsAsync(stranger.get('photos/p1/image'), undefined)
})

test('a bucket that gives other bytes than were asked for is noticed', async (t) => {
  const storage = s3Storage(await serveS3(t))
  await storage.put('key', new Uint8Array(10), { mime: 'image/jpeg' })

  // this server takes the end 0 for none
  await t.throwsAsync(storage.stream('key', { start: 0, end: 0 }), { message: /gave bytes 0-9\/10 for/ })
})

test('a start without its bucket, key or server says which storage cannot be used, and why', async (t) => {
  const s3 = await serveS3(t)
  const nobody = createServer().listen(0, '127.0.0.1')
  await once(nobody, 'listening')
  const { port } = nobody.address() as { port: number }
  nobody.close()
  const wrong = { accessKeyId: 'somebody', secretAccessKey: 'secret' }

  for (const [settings, message] of [
    [{ ...s3, bucket: 'elsewhere' }, /bucket elsewhere, cannot be written and read: NoSuchBucket/],
    [{ ...s3, credentials: wrong }, /bucket pictures, cannot be written and read: InvalidAccessKeyId/],
    [{ ...s3, endpoint: `http://127.0.0.1:${port}` }, /bucket pictures, cannot be .*: ECONNREFUSED/],
  ] as const) {
    const error = await t.throwsAsync(openStorage({ dataFolder: '/nowhere', s3: settings }), {
      instanceOf: PlatformError,
      code: 'unavailable',
    })
    t.regex(error.message, message)
    t.notRegex(error.message, /secret/)
  }
})
