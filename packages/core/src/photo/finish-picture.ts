import { createHash } from 'node:crypto'
import type { Claim, ContentCredentials } from './credentials.ts'
import { encodeEach, renditions, type EncodedImage, type Marks, type Renditions } from './encode.ts'

export type FinishedImage = EncodedImage & {
  readonly mime: 'image/jpeg' | 'image/webp'
  /** Of the signed bytes, in hex. */
  readonly sha256: string
}

export type Finishing = {
  readonly credentials: ContentCredentials
  readonly claim: Claim
  readonly marks?: Marks | undefined
}

/**
 * The one way from a provider's bytes to pictures that may be stored and shown: marked, encoded, and signed last,
 * since any later change removes the credentials.
 *
 * Throws `validation` or `too-large` for bytes that are no picture for us. Each rendition is signed on its own, so
 * that each proves its origin.
 */
export async function finishPicture(
  original: Uint8Array,
  { credentials, claim, marks }: Finishing,
): Promise<Renditions<FinishedImage>> {
  return await encodeEach(original, marks ?? {}, async (name, encoded): Promise<FinishedImage> => {
    const { mime } = renditions[name]
    const bytes = await credentials.sign(encoded.bytes, mime, claim)
    return { ...encoded, bytes, mime, sha256: createHash('sha256').update(bytes).digest('hex') }
  })
}
