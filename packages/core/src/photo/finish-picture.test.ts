import { createHash, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { getManifestStoreFromArrayBuffer, initSync } from '@contentauth/toolkit'
import { JPEG } from '@trustnxt/c2pa-ts/asset'
import { SuperBox } from '@trustnxt/c2pa-ts/jumbf'
import { ManifestStore } from '@trustnxt/c2pa-ts/manifest'
import test from 'ava'
import { decode } from 'cborg'
import sharp from 'sharp'
import { PlatformError } from '../platform-error.ts'
import { contentCredentials } from './credentials.ts'
import { issueDevelopmentChain } from './development-chain.ts'
import { finishPicture } from './finish-picture.ts'

const chain = await issueDevelopmentChain(new Date())
const credentials = await contentCredentials(chain)
const claim = { title: 'photo', softwareAgent: { name: 'a-model' } }
const original = await sharp({ create: { width: 512, height: 640, channels: 3, background: '#557799' } })
  .png()
  .toBuffer()

test('gives a signed JPEG and a signed WebP preview, each with the hash of its bytes', async (t) => {
  const { image, preview } = await finishPicture(original, { credentials, claim })

  for (const { bytes, mime, sha256 } of [image, preview]) {
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

/** The manifest is at the front of a JPEG and at the back of a WebP. */
function withFlippedPixel(bytes: Uint8Array, mime: string): Uint8Array {
  const offset = mime === 'image/jpeg' ? bytes.length - 20 : 60
  return bytes.map((byte, index) => (index === offset ? byte ^ 1 : byte))
}

async function readByC2paTs(bytes: Uint8Array) {
  const jpeg = new JPEG(Uint8Array.from(bytes))
  const manifest = jpeg.getManifestJUMBF() ?? new Uint8Array()
  const { isValid, statusEntries } = await ManifestStore.read(
    SuperBox.fromBuffer(Uint8Array.from(manifest)),
  ).validate(jpeg)
  return {
    isValid,
    failures: statusEntries.filter(({ success }) => !success).map(({ code }) => String(code)),
  }
}

async function readByToolkit(bytes: Uint8Array, mime: string, anchorPem: string) {
  const wasm = import.meta.resolve('@contentauth/toolkit/pkg/toolkit_bg.wasm')
  initSync({ module: await readFile(fileURLToPath(wasm)) })
  const settings = JSON.stringify({
    trust: { trust_anchors: anchorPem, trust_config: '1.3.6.1.5.5.7.3.4' },
    verify: { verify_trust: true },
  })
  const report = await getManifestStoreFromArrayBuffer(Uint8Array.from(bytes).buffer, mime, settings)
  const { success, failure }: ToolkitResult = report.manifest_store.validation_results.activeManifest
  return { successes: success.map(({ code }) => code), failures: failure.map(({ code }) => code) }
}

// its own types import a folder, which only bundlers resolve
type ToolkitResult = Record<'success' | 'failure', readonly { code: string }[]>

/** Finds the COSE header in the file by its first bytes: `alg: ES256`, `x5chain: <bytes>`. */
function certificatesIn(bytes: Uint8Array): X509Certificate[] {
  const start = Buffer.from(bytes).indexOf(Buffer.from([0xa2, 0x01, 0x26, 0x18, 0x21, 0x59]))
  const length = 6 + 2 + Buffer.from(bytes).readUInt16BE(start + 6)
  const header = decode(Uint8Array.from(bytes.subarray(start, start + length)), { useMaps: true }) as Map<
    number,
    Uint8Array
  >
  const certificate = header.get(33)
  return certificate === undefined ? [] : [new X509Certificate(certificate)]
}
