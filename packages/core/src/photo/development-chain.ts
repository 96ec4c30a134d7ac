import { KeyObject, webcrypto, type X509Certificate } from 'node:crypto'
import { loadX509 } from './load-x509.ts'

const warning = 'Parlor development (not for production)'

/** Whether the certificate says of itself that {@link issueDevelopmentChain} made it. */
export function isOfDevelopment(certificate: X509Certificate): boolean {
  return certificate.subject.includes(warning)
}

/** Issues a root and a leaf that signs content credentials, both P-256, all in PEM. */
export async function issueDevelopmentChain(now: Date) {
  const x509 = loadX509()
  const [rootKeys, leafKeys] = await Promise.all([newKeys(), newKeys()])
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: subject('root'),
    keys: rootKeys,
    signingAlgorithm,
    ...validity(now, 20),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  })
  const leaf = await x509.X509CertificateGenerator.create({
    subject: subject('signer'),
    issuer: root.subjectName.toJSON(),
    publicKey: leafKeys.publicKey,
    signingKey: rootKeys.privateKey,
    signingAlgorithm,
    ...validity(now, 10),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([emailProtection, claimSigning]),
      await x509.SubjectKeyIdentifierExtension.create(leafKeys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(rootKeys.publicKey),
    ],
  })
  return {
    anchorPem: `${root.toString('pem')}\n`,
    chainPem: `${leaf.toString('pem')}\n`,
    privateKeyPem: KeyObject.from(leafKeys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

// Both, since the older readers know only the first and the newer ones want the second.
const emailProtection = '1.3.6.1.5.5.7.3.4'
const claimSigning = '1.3.6.1.4.1.62558.2.1'

const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' }

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
}

function subject(role: string) {
  // readers show the organization as the one who signed
  return [{ O: [warning] }, { CN: [`${warning}: ${role}`] }]
}

function validity(now: Date, years: number): { notBefore: Date; notAfter: Date } {
  // a day earlier, for machines in one network whose clocks differ
  const notBefore = new Date(now.getTime() - 24 * 60 * 60 * 1000)
  const notAfter = new Date(now)
  notAfter.setUTCFullYear(now.getUTCFullYear() + years)
  return { notBefore, notAfter }
}
