import { KeyObject, webcrypto } from 'node:crypto'
import test from 'ava'
import sharp from 'sharp'
import { contentCredentials } from './credentials.ts'
import { loadX509 } from './load-x509.ts'

const claim = { title: 'photo', softwareAgent: { name: 'a-model' } }
const mime = 'image/jpeg'
const picture = await sharp({ create: { width: 64, height: 80, channels: 3, background: '#888' } })
  .jpeg()
  .toBuffer()

test("signs with an authority's chain: an intermediate, and a leaf that is for claim signing only", async (t) => {
  const { leafPem, intermediatePem, anchorPem, privateKeyPem } = await authority()

  const credentials = await contentCredentials({
    chainPem: leafPem + intermediatePem,
    anchorPem,
    privateKeyPem,
  })
  const signed = await credentials.sign(picture, mime, claim)

  t.is((await credentials.read(signed, mime)).state, 'trusted')
})

test('leaves the root out of the file when the chain brings it along', async (t) => {
  const { leafPem, intermediatePem, anchorPem, privateKeyPem } = await authority()
  const chainPem = leafPem + intermediatePem

  const without = await contentCredentials({ chainPem, anchorPem, privateKeyPem })
  const withRoot = await contentCredentials({ chainPem: chainPem + anchorPem, anchorPem, privateKeyPem })

  const sizes = [await without.sign(picture, mime, claim), await withRoot.sign(picture, mime, claim)]
  t.is(sizes[0]?.length, sizes[1]?.length)
})

test('says which link is missing when the chain lacks its intermediate', async (t) => {
  const { leafPem, anchorPem, privateKeyPem } = await authority()

  await t.throwsAsync(contentCredentials({ chainPem: leafPem, anchorPem, privateKeyPem }), {
    message: /CN=leaf" is signed by nothing in the chain or the anchor/,
  })
})

const x509 = loadX509()
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' }
type Issuer = { readonly name: string; readonly keys: webcrypto.CryptoKeyPair }

async function authority() {
  const [root, intermediate, leaf] = [
    await holder('root'),
    await holder('intermediate'),
    await holder('leaf'),
  ]
  const { keyCertSign, digitalSignature } = x509.KeyUsageFlags
  return {
    anchorPem: await issue(root, root, [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(keyCertSign, true),
    ]),
    intermediatePem: await issue(intermediate, root, [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(keyCertSign, true),
    ]),
    leafPem: await issue(leaf, intermediate, [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(['1.3.6.1.4.1.62558.2.1']),
    ]),
    privateKeyPem: KeyObject.from(leaf.keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

async function holder(name: string): Promise<Issuer> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  return { name, keys: await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) }
}

async function issue(
  holder: Issuer,
  by: Issuer,
  extensions: InstanceType<typeof x509.Extension>[],
): Promise<string> {
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [{ O: ['A test authority'] }, { CN: [holder.name] }],
    issuer: [{ O: ['A test authority'] }, { CN: [by.name] }],
    publicKey: holder.keys.publicKey,
    signingKey: by.keys.privateKey,
    signingAlgorithm,
    notBefore: new Date(Date.now() - 60_000),
    extensions: [
      ...extensions,
      await x509.SubjectKeyIdentifierExtension.create(holder.keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(by.keys.publicKey),
    ],
  })
  return `${certificate.toString('pem')}\n`
}
