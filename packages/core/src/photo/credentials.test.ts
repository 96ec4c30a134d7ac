import test from 'ava'
import sharp from 'sharp'
import { PlatformError } from '../platform-error.ts'
import { contentCredentials, type Claim } from './credentials.ts'
import { issueDevelopmentChain } from './development-chain.ts'

const claim: Claim = {
  title: 'photo.jpg',
  softwareAgent: { name: 'a-model', version: '2' },
  createdAt: new Date('2026-01-02T03:04:05Z'),
}

const chain = await issueDevelopmentChain(new Date())
const credentials = await contentCredentials(chain)
const picture = sharp({ create: { width: 200, height: 250, channels: 3, background: '#a08070' } })

const formats = [
  { mime: 'image/jpeg', bytes: await picture.clone().jpeg().toBuffer() },
  { mime: 'image/webp', bytes: await picture.clone().webp().toBuffer() },
] as const

for (const { mime, bytes } of formats) {
  test(`signs ${mime} so that it reads as trusted`, async (t) => {
    const signed = await credentials.sign(bytes, mime, claim)

    const { state, issues } = await credentials.read(signed, mime)
    t.deepEqual({ state, issues }, { state: 'trusted', issues: [] })
  })

  test(`leaves the pixels of ${mime} as they were`, async (t) => {
    const signed = await credentials.sign(bytes, mime, claim)

    t.deepEqual(await sharp(signed).raw().toBuffer(), await sharp(bytes).raw().toBuffer())
  })

  test(`detects one changed bit in the pixels of ${mime}`, async (t) => {
    const signed = await credentials.sign(bytes, mime, claim)

    // the manifest is at the front of a JPEG and at the back of a WebP
    const offset = mime === 'image/jpeg' ? signed.length - 20 : 60
    const { state, issues } = await credentials.read(flipped(signed, offset), mime)

    t.deepEqual({ state, issues }, { state: 'invalid', issues: ['assertion.dataHash.mismatch'] })
  })

  test(`finds no credentials in ${mime} that is unsigned or encoded again`, async (t) => {
    const signed = await credentials.sign(bytes, mime, claim)
    const again = await sharp(signed).keepMetadata().toBuffer()

    t.is((await credentials.read(bytes, mime)).state, 'none')
    t.is((await credentials.read(again, mime)).state, 'none')
  })
}

test('detects a changed title, a changed assertion, appended bytes and a manifest pasted on other pixels', async (t) => {
  const signed = await credentials.sign(formats[0].bytes, 'image/jpeg', claim)
  const other = await sharp(formats[0].bytes).negate().jpeg().toBuffer()
  const manifest = signed.subarray(2, signed.length - (formats[0].bytes.length - 2))
  const pasted = Buffer.concat([other.subarray(0, 2), manifest, other.subarray(2)])

  const issuesOf = async (bytes: Uint8Array) => (await credentials.read(bytes, 'image/jpeg')).issues
  t.deepEqual(await issuesOf(changed(signed, 'photo.jpg', 'phono.jpg')), ['claimSignature.mismatch'])
  t.true((await issuesOf(changed(signed, 'visible', 'vizible'))).includes('assertion.hashedURI.mismatch'))
  t.deepEqual(await issuesOf(Buffer.concat([signed, Buffer.from('x')])), ['assertion.dataHash.mismatch'])
  t.deepEqual(await issuesOf(pasted), ['assertion.dataHash.mismatch'])
})

test('does not trust what another anchor vouches for', async (t) => {
  const stranger = await contentCredentials(await issueDevelopmentChain(new Date()))
  const signed = await stranger.sign(formats[0].bytes, 'image/jpeg', claim)

  const { state, issues } = await credentials.read(signed, 'image/jpeg')

  t.not(state, 'trusted')
  t.deepEqual(issues, ['signingCredential.untrusted'])
})

test('says which model made the picture, that it is marked and that nobody may train on it', async (t) => {
  const signed = await credentials.sign(formats[0].bytes, 'image/jpeg', claim)

  const text = JSON.stringify((await credentials.read(signed, 'image/jpeg')).manifest)

  t.deepEqual(text.match(/c2pa\.(created|edited|converted)/g), [
    'c2pa.created',
    'c2pa.edited',
    'c2pa.converted',
  ])
  t.regex(text, /trainedAlgorithmicMedia/)
  t.regex(text, /"softwareAgent":\{"name":"a-model","version":"2"\}/)
  t.regex(text, /"when":"2026-01-02T03:04:05/)
  t.regex(text, /"modelName":"a-model"/)
  t.is(text.match(/"use":"notAllowed"/g)?.length, 4)
})

test('signs several pictures at once', async (t) => {
  const signing = formats.flatMap(({ mime, bytes }) => [1, 2].map(() => credentials.sign(bytes, mime, claim)))

  t.is((await Promise.all(signing)).length, 4)
})

test('reads hostile bytes without failing, and goes on signing', async (t) => {
  const signed = await credentials.sign(formats[0].bytes, 'image/jpeg', claim)
  const hostile = [
    new Uint8Array(),
    Buffer.from('no picture'),
    signed.subarray(0, 900),
    changed(signed, 'jumb', 'junk'),
    changed(signed, 'c2pa.signature', 'c2pa.signaturf'),
    Buffer.alloc(5000, 0xff),
  ]

  for (const bytes of hostile) {
    for (const mime of ['image/jpeg', 'image/webp', 'image/png', 'nonsense']) {
      const { state } = await credentials.read(bytes, mime)
      t.true(state === 'invalid' || state === 'none', `${state} for ${mime}`)
    }
  }
  t.is(
    (await credentials.read(await credentials.sign(formats[0].bytes, 'image/jpeg', claim), 'image/jpeg'))
      .state,
    'trusted',
  )
})

test.serial('signs nothing any more once its certificate has run out', async (t) => {
  const { now } = Date
  t.teardown(() => (Date.now = now))
  Date.now = () => now() + 11 * 366 * 24 * 60 * 60 * 1000

  const error = await t.throwsAsync(credentials.sign(formats[0].bytes, 'image/jpeg', claim), {
    instanceOf: PlatformError,
    message: /ended on/,
  })

  t.is(error.code, 'unavailable')
})

test('refuses to start with a key, chain or anchor that do not fit together', async (t) => {
  const other = await issueDevelopmentChain(new Date())
  const expired = await issueDevelopmentChain(new Date('2001-01-01'))
  const refusals = [
    [{ ...chain, privateKeyPem: other.privateKeyPem }, /private key is not that of/],
    [{ ...chain, anchorPem: other.anchorPem }, /signed by nothing/],
    [{ ...chain, chainPem: chain.anchorPem }, /self-signed/],
    [{ ...chain, chainPem: 'nothing' }, /no certificate in PEM/],
    [{ ...chain, privateKeyPem: 'nothing' }, /private key cannot be read/],
    [expired, /ended on .* 2011/],
  ] as const

  for (const [options, message] of refusals) {
    const error = await t.throwsAsync(contentCredentials(options), { instanceOf: PlatformError, message })
    t.is(error.code, 'validation')
    t.notRegex(error.message, /PRIVATE KEY/)
  }
})

function flipped(bytes: Uint8Array, offset: number): Uint8Array {
  return bytes.map((byte, index) => (index === offset ? byte ^ 1 : byte))
}

function changed(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  return Buffer.from(text.replace(from, to), 'latin1')
}
