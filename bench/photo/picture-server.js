import { webcrypto, KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:https'
import { loadX509 } from '../../packages/core/dist/photo/load-x509.js'

export const pictureHost = 'pictures.test'

/** Where a provider keeps its pictures: https on this machine, with a certificate of its own. */
export async function servePicture(picture) {
  const { cert, key } = await certificate()
  const sentAt = new Map()
  const server = createServer({ cert, key }, (request, response) => {
    response.once('finish', () =>
      sentAt.set(request.url.slice(1, -4), performance.timeOrigin + performance.now()),
    )
    response.writeHead(200, { 'content-type': 'image/png', 'content-length': picture.length })
    response.end(picture)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    cert,
    /** When a photo's picture was sent, by this machine's clock. */
    sentAt: (photo) => sentAt.get(photo),
    host: `${pictureHost}:${server.address().port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function certificate() {
  const x509 = loadX509()
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${pictureHost}`,
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: pictureHost }])],
  })
  return {
    cert: made.toString('pem'),
    key: KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
