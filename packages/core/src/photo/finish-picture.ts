import { createHash } from 'node:crypto'
import type { Claim, ContentCredentials } from './credentials.ts'
import { encode, type EncodedImage } from './encode.ts'

export type FinishedImage = EncodedImage & {
  readonly mime: 'image/jpeg' | 'image/webp'
  /** Of the signed bytes, in hex. */
  readonly sha256: string
}

/**
 * The one way from a provider's bytes to a picture that may be stored and shown: marked, encoded, and
 * signed last, since any later change removes the credentials.
 *
 * Throws `validation` or `too-large` for bytes that are no picture for us. Each of the two is signed on
 * its own, so that the preview proves its origin as well.
 */
export async function finishPicture(
  original: Uint8Array,
  { credentials, claim }: { credentials: ContentCredentials; claim: Claim },
): Promise<{ image: FinishedImage; preview: FinishedImage }> {
  const finish = async (encoded: EncodedImage, mime: FinishedImage['mime']): Promise<FinishedImage> => {
    const bytes = await credentials.sign(encoded.bytes, mime, claim)
    return { ...encoded, bytes, mime, sha256: createHash('sha256').update(bytes).digest('hex') }
  }
  const { jpeg, preview } = await encode(original)
  return { image: await finish(jpeg, 'image/jpeg'), preview: await finish(preview, 'image/webp') }
}
