import { createHash } from 'node:crypto'
import { decode } from 'cborg'
import { z } from 'zod'

/** What a file should hold once it is signed. */
export type Signed = {
  /** The picture as it went in. */
  readonly picture: Uint8Array
  /** What was signed, and the COSE_Sign1 that came of it. */
  readonly claim: Uint8Array
  readonly signature: Uint8Array
}

/**
 * Whether a file that was just signed holds together: claim and signature as they were made, in the claim the hash of
 * the assertion that binds the picture, and in that one the hash of all bytes around the manifest.
 *
 * It takes a quarter of a millisecond, where the engine reads for 5 to 9. False also means "cannot tell": what is laid
 * out in another way than our encoder's JPEG and WebP is for the engine to read.
 */
export function isIntact(file: Uint8Array, { picture, claim, signature }: Signed): boolean {
  const bytes = bufferOf(file)
  const box = bindingIn(bytes)
  if (box === undefined || !bufferOf(claim).includes(sha256(box.content))) return false
  const { exclusions, hash } = box.binding
  const [{ start, length }] = exclusions
  const manifest = bytes.subarray(start, start + length)
  return (
    manifest.includes(bufferOf(claim)) &&
    manifest.includes(bufferOf(signature)) &&
    // Nothing of the picture is left out of the hash.
    file.length - length >= picture.length &&
    sha256(bytes.subarray(0, start), bytes.subarray(start + length)).equals(hash)
  )
}

const bindingSchema = z.object({
  alg: z.literal('sha256').optional(),
  hash: z.instanceof(Uint8Array),
  exclusions: z.tuple([z.object({ start: z.int().positive(), length: z.int().positive() })]),
})

// A JUMBF superbox: length, `jumb`; in it a box `jumd` with an id, a byte of flags and the label; then its content.
const label = Buffer.from('c2pa.hash.data\0')
const headerBytes = 8
const beforeLabel = headerBytes + 16 + 1

/** The assertion `c2pa.hash.data`, which binds a manifest to its picture: what is hashed of it, and what it says. */
function bindingIn(bytes: Buffer) {
  for (let at = bytes.indexOf(label); at >= 0; at = bytes.indexOf(label, at + 1)) {
    const described = at - beforeLabel
    const start = described - headerBytes
    if (start < 0 || typeAt(bytes, described) !== 'jumd' || typeAt(bytes, start) !== 'jumb') continue
    const content = bytes.subarray(described, start + bytes.readUInt32BE(start))
    const told = bytes.readUInt32BE(described)
    if (typeAt(content, told) !== 'cbor') return undefined
    const cbor = content.subarray(told + headerBytes, told + content.readUInt32BE(told))
    const { data: binding } = bindingSchema.safeParse(decoded(cbor))
    return binding === undefined ? undefined : { content, binding }
  }
  return undefined
}

function typeAt(bytes: Buffer, at: number): string | undefined {
  return at + headerBytes > bytes.length ? undefined : bytes.toString('latin1', at + 4, at + headerBytes)
}

function decoded(cbor: Uint8Array): unknown {
  try {
    return decode(cbor)
  } catch {
    // A manifest that is cut into segments: the engine puts them together.
    return undefined
  }
}

/** The same memory. */
function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length)
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
