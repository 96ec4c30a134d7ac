import { randomBytes } from 'node:crypto'
import test from 'ava'
import sharp from 'sharp'
import { dataUrl } from './reference-url.ts'

test('the busiest look still fits where a provider takes it, the right way up', async (t) => {
  // noise is what JPEG makes the most bytes of
  const original = await sharp(randomBytes(1000 * 1250 * 3), {
    raw: { width: 1000, height: 1250, channels: 3 },
  })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 95 })
    .toBuffer()

  const url = await dataUrl(original)

  t.true(url.length <= 256_000)
  const { width, height } = await sharp(Buffer.from(url.split(',')[1] ?? '', 'base64')).metadata()
  t.true(width > height)
})
