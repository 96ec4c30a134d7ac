import { KeyObject, webcrypto } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { RequestListener } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import type { ExecutionContext } from 'ava'
import { guardedDownload, type DownloadOptions } from './guarded-download.ts'
import { isPublicAddress } from './public-address.ts'
import { loadX509 } from './load-x509.ts'

const name = 'pictures.test'

/**
 * A real https server on 127.0.0.1 that calls itself `pictures.test`, with a certificate of its own, and a download
 * that finds it and believes it. Every other name and address is treated as in production.
 */
export async function servePictures(t: ExecutionContext, listener: RequestListener) {
  const { cert, key } = await certificate()
  const server = createServer({ cert, key }, listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  const { port } = server.address() as AddressInfo
  const host = `${name}:${port}`

  return { server, port, host, origin: `https://${host}`, downloadWith, download: downloadWith({}) }

  function downloadWith(options: DownloadOptions) {
    return guardedDownload({
      ca: cert,
      resolve: resolving({ [name]: ['127.0.0.1'] }),
      mayConnect: (address) => address === '127.0.0.1' || isPublicAddress(address),
      ...options,
    })
  }
}

/** A resolver that knows these names and no other. */
export function resolving(names: Readonly<Record<string, readonly string[]>>): LookupFunction {
  return (hostname, _options, done) => {
    const addresses = names[hostname]
    if (addresses === undefined) done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '', 0)
    else {
      const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      done(null, found)
    }
  }
}

async function certificate() {
  const x509 = loadX509()
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: name },
        { type: 'dns', value: `*.${name}` },
      ]),
    ],
  })
  return {
    cert: made.toString('pem'),
    key: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
