import { createHash, X509Certificate } from 'node:crypto'
import test from 'ava'
import sharp from 'sharp'
import { PlatformError } from '../platform-error.ts'
import { contentCredentials } from './credentials.ts'
import { issueDevelopmentChain } from './development-chain.ts'
import { finishPicture } from './finish-picture.ts'
import { certificatesIn, readByC2paTs, readByToolkit, withFlippedPixel } from './provenance-for-test.ts'

const chain = await issueDevelopmentChain(new Date())
const credentials = await contentCredentials(chain)
const claim = { title: 'photo', softwareAgent: { name: 'a-model' } }
const original = await sharp({ create: { width: 512, height: 640, channels: 3, background: '#557799' } })
  .png()
  .toBuffer()

test('gives four signed renditions, each with the hash of its bytes', async (t) => {
  const finished = await finishPicture(original, { credentials, claim })
  const { image, preview } = finished

  t.is(Object.keys(finished).length, 4)
  for (const { bytes, mime, sha256 } of Object.values(finished)) {
    t.is((await credentials.read(bytes, mime)).state, 'trusted')
    t.is(createHash('sha256').update(bytes).digest('hex'), sha256)
  }
  t.like(image, { mime: 'image/jpeg', width: 1024, height: 1280 })
  t.like(preview, { mime: 'image/webp', width: 528, height: 660 })
})

test('another code base (c2pa-ts) accepts the JPEG and detects one changed bit of its pixels', async (t) => {
  const { image } = await finishPicture(original, { credentials, claim })

  const intact = await readByC2paTs(image.bytes)
  const damaged = await readByC2paTs(withFlippedPixel(image.bytes, 'image/jpeg'))

  t.deepEqual([intact.isValid, intact.failures], [true, []])
  t.deepEqual([damaged.isValid, damaged.failures], [false, ['assertion.dataHash.mismatch']])
})

test('another version (toolkit) trusts both against our anchor and detects one changed bit of their pixels', async (t) => {
  const { image, preview } = await finishPicture(original, { credentials, claim })

  for (const { bytes, mime } of [image, preview]) {
    const intact = await readByToolkit(bytes, mime, chain.anchorPem)
    const damaged = await readByToolkit(withFlippedPixel(bytes, mime), mime, chain.anchorPem)

    t.true(intact.successes.includes('signingCredential.trusted'))
    t.deepEqual(intact.failures, [])
    t.deepEqual(damaged.failures, ['assertion.dataHash.mismatch'])
  }
})

test('the certificates in the file lead to the anchor, by node:crypto alone', async (t) => {
  const { image } = await finishPicture(original, { credentials, claim })

  const [leaf] = certificatesIn(image.bytes)
  const anchor = new X509Certificate(chain.anchorPem)

  t.true(leaf?.checkIssued(anchor))
  t.true(leaf?.verify(anchor.publicKey))
  t.true(anchor.verify(anchor.publicKey))
})

test('refuses what is no picture, so that nothing is signed', async (t) => {
  const error = await t.throwsAsync(finishPicture(Buffer.from('no picture'), { credentials, claim }), {
    instanceOf: PlatformError,
  })

  t.is(error.code, 'validation')
})
