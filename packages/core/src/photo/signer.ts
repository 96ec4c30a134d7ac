import {
  createPrivateKey,
  createPublicKey,
  sign as signWithKey,
  verify as verifyWithKey,
  X509Certificate,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'
import { PlatformError } from '../platform-error.ts'
import { coseSizeBytes, type Sign } from './cose.ts'

export type Signer = {
  /** DER, leaf first, without the root. */
  readonly chain: readonly Uint8Array[]
  readonly sign: Sign
  /** Throws `unavailable` when a certificate of the chain has run out since the start. */
  readonly assertInForce: () => void
  /** How long a COSE signature with this chain is. */
  readonly signatureSizeBytes: number
  /** Of whom the leaf speaks: its organization, or its common name where it has none. */
  readonly name: string
}

/** Checks that chain, key and anchor fit together; throws `validation` with what does not. */
export function signerOf(pem: { chainPem: string; privateKeyPem: string; anchorPem: string }): Signer {
  const certificates = certificatesOf(pem.chainPem, 'chain').filter(
    (certificate) => !isSelfIssued(certificate),
  )
  const anchors = certificatesOf(pem.anchorPem, 'anchor')
  const key = privateKeyOf(pem.privateKeyPem)
  checkChain(certificates, anchors)
  checkKey(certificates, key)

  const chain = certificates.map((certificate) => new Uint8Array(certificate.raw))
  return {
    chain,
    sign: signatureBy(key, createPublicKey(key)),
    assertInForce: () => {
      const ended = certificates.find(({ validTo }) => Date.now() > Date.parse(validTo))
      if (ended === undefined) return
      throw new PlatformError(
        'unavailable',
        `Content credentials: ${nameOf(ended)} ended on ${ended.validTo}`,
      )
    },
    signatureSizeBytes: coseSizeBytes(chain),
    name: ownerOf(certificates[0]?.subject ?? ''),
  }
}

function ownerOf(subject: string): string {
  const part = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(subject)?.[1]
  return part('O') ?? part('CN') ?? ''
}

/** Each certificate of a PEM text, in its order. */
export function certificatesOf(pem: string, name: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw refused(`The ${name} holds no certificate in PEM`)
  try {
    return blocks.map((block) => new X509Certificate(block))
  } catch (cause) {
    throw refused(`The ${name} holds a certificate that cannot be read`, cause)
  }
}

function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.issuer === certificate.subject
}

function privateKeyOf(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw refused('The private key cannot be read', cause)
  }
}

function checkChain(chain: readonly X509Certificate[], anchors: readonly X509Certificate[]): void {
  if (chain.length === 0) throw refused('The chain holds only self-signed certificates, which C2PA refuses')
  for (const [index, certificate] of chain.entries()) {
    const next = chain[index + 1]
    const issuers = next === undefined ? anchors : [next]
    if (!issuers.some((issuer) => isIssuedBy(certificate, issuer))) {
      throw refused(`${nameOf(certificate)} is signed by nothing in the chain or the anchor`)
    }
    checkDates(certificate)
  }
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

function checkDates(certificate: X509Certificate): void {
  const now = Date.now()
  if (now > Date.parse(certificate.validTo))
    throw refused(`${nameOf(certificate)} ended on ${certificate.validTo}`)
  if (now < Date.parse(certificate.validFrom)) {
    throw refused(`${nameOf(certificate)} begins only on ${certificate.validFrom}`)
  }
}

function checkKey([leaf]: readonly X509Certificate[], key: KeyObject): void {
  const curve = key.asymmetricKeyDetails?.namedCurve
  if (curve !== 'prime256v1') throw refused(`The private key is ${curve ?? key.asymmetricKeyType}, not P-256`)
  if (leaf?.checkPrivateKey(key) !== true)
    throw refused('The private key is not that of the first certificate')
}

function nameOf(certificate: X509Certificate): string {
  return `The certificate "${certificate.subject.replaceAll('\n', ', ')}"`
}

function refused(message: string, cause?: unknown): PlatformError {
  return new PlatformError('validation', `Content credentials: ${message}`, { cause })
}

const dsaEncoding = 'ieee-p1363'
const signAsync = promisify<string, Uint8Array, { key: KeyObject; dsaEncoding: 'ieee-p1363' }, Buffer>(
  signWithKey,
)

/** Each signature is verified, which takes a tenth of a millisecond: a fault in making one would be in the file for good. */
function signatureBy(key: KeyObject, publicKey: KeyObject): Sign {
  return async (data) => {
    const signature = await signAsync('sha256', data, { key, dsaEncoding })
    if (verifyWithKey('sha256', data, { key: publicKey, dsaEncoding }, signature)) return signature
    throw new Error('Content credentials: a signature that was just made does not verify')
  }
}
