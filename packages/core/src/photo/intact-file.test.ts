import test from 'ava'
import fc from 'fast-check'
import sharp from 'sharp'
import { coseSign1 } from './cose.ts'
import { blobOf, credentialsEngine } from './credentials-engine.ts'
import { credentialsReader } from './credentials.ts'
import { issueDevelopmentChain } from './development-chain.ts'
import { isIntact, type Signed } from './intact-file.ts'
import { manifestOf } from './manifest.ts'
import { signerOf } from './signer.ts'

const chain = await issueDevelopmentChain(new Date())
const signer = signerOf(chain)
const read = credentialsReader(chain.anchorPem)
const noise = sharp({
  create: {
    width: 240,
    height: 300,
    channels: 3,
    background: '#888',
    noise: { type: 'gaussian', mean: 128, sigma: 30 },
  },
})

/** What `contentCredentials` does, with what it knows in between. */
async function signed(mime: string): Promise<Signed & { readonly file: Uint8Array }> {
  const format = mime === 'image/jpeg' ? 'jpeg' : 'webp'
  const picture = await noise.clone().toFormat(format).toBuffer()
  const claim = { title: 'AI photo', softwareAgent: { name: 'a-model' } }
  const settings = JSON.stringify({ verify: { verify_after_sign: false } })
  const { WasmBuilder } = await credentialsEngine()
  const builder = WasmBuilder.fromJson(JSON.stringify(manifestOf(claim, mime)), settings)
  let made = { claim: new Uint8Array(), signature: new Uint8Array() }
  const sign = async (toSign: Uint8Array) => {
    const signature = new Uint8Array(await coseSign1(toSign, signer.chain, signer.sign))
    made = { claim: toSign.slice(), signature }
    return signature
  }
  const definition = { alg: 'es256', reserveSize: signer.signatureSizeBytes, sign }
  const file = await builder.sign(definition, [], mime, blobOf(picture))
  return { file, picture, ...made }
}

for (const mime of ['image/jpeg', 'image/webp']) {
  test(`what is signed as ${mime} is intact, until picture, claim, signature or binding change`, async (t) => {
    const { file, ...made } = await signed(mime)
    const place = fc.integer({ min: 0, max: file.length - 1 })
    const mask = fc.integer({ min: 1, max: 255 })
    let damaged = 0

    t.true(isIntact(file, made))
    t.is((await read(file, mime)).state, 'trusted')
    await fc.assert(
      fc.asyncProperty(place, mask, async (at, bits) => {
        const changed = file.map((byte, index) => (index === at ? byte ^ bits : byte))
        if (!isIntact(changed, made)) damaged++
        // Other assertions are not its business: the engine writes them before it signs their hashes.
        else t.true(isInManifest(file, made, at), `a change at ${at} was not seen`)
      }),
      { numRuns: 400, seed: 3 },
    )
    t.true(damaged > 300)
  })
}

/** In the manifest, but neither in the claim nor in the signature. */
function isInManifest(file: Uint8Array, { claim, signature }: Signed, at: number): boolean {
  const bytes = Buffer.from(file)
  const isIn = (part: Uint8Array) => at >= bytes.indexOf(part) && at < bytes.indexOf(part) + part.length
  const first = bytes.indexOf('jumb')
  return at > first - 40 && at < first + 16_000 && !isIn(claim) && !isIn(signature)
}

test('what was signed for another picture, another claim or by another signature is not intact', async (t) => {
  const one = await signed('image/jpeg')
  const other = await signed('image/webp')

  t.false(isIntact(one.picture, one))
  t.false(isIntact(one.file, { ...one, claim: other.claim }))
  t.false(isIntact(one.file, { ...one, signature: other.signature }))
  t.false(isIntact(one.file, { ...one, picture: new Uint8Array(one.file.length) }))
  t.false(isIntact(new Uint8Array(), one))
})

test('a binding that lies about itself is no error but no proof either', async (t) => {
  const { file, ...made } = await signed('image/jpeg')
  const at = Buffer.from(file).indexOf('c2pa.hash.data\0')

  // The lengths of the box, of its description and of its content, each in turn past the end or to nothing.
  for (const place of [at - 33, at - 25, at + 15])
    for (const byte of [0, 255])
      t.false(
        isIntact(
          file.map((was, index) => (index === place + 3 || index === place ? byte : was)),
          made,
        ),
      )
})
