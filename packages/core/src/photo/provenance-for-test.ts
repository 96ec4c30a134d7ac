import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { getManifestStoreFromArrayBuffer, initSync } from '@contentauth/toolkit'
import { JPEG } from '@trustnxt/c2pa-ts/asset'
import { SuperBox } from '@trustnxt/c2pa-ts/jumbf'
import { ManifestStore } from '@trustnxt/c2pa-ts/manifest'
import { decode } from 'cborg'

/** The manifest is at the front of a JPEG and at the back of a WebP. */
export function withFlippedPixel(bytes: Uint8Array, mime: string): Uint8Array {
  const offset = mime === 'image/jpeg' ? bytes.length - 20 : 60
  return bytes.map((byte, index) => (index === offset ? byte ^ 1 : byte))
}

/** What a second code base says (JPEG and PNG only; it does not check the chain of trust). */
export async function readByC2paTs(bytes: Uint8Array) {
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

/** What another version of c2pa-rs says, against an anchor. */
export async function readByToolkit(bytes: Uint8Array, mime: string, anchorPem: string) {
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
export function certificatesIn(bytes: Uint8Array): X509Certificate[] {
  const start = Buffer.from(bytes).indexOf(Buffer.from([0xa2, 0x01, 0x26, 0x18, 0x21, 0x59]))
  const length = 6 + 2 + Buffer.from(bytes).readUInt16BE(start + 6)
  const header = decode(Uint8Array.from(bytes.subarray(start, start + length)), { useMaps: true }) as Map<
    number,
    Uint8Array
  >
  const certificate = header.get(33)
  return certificate === undefined ? [] : [new X509Certificate(certificate)]
}
