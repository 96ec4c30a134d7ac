import sharp, { type Metadata, type Sharp } from 'sharp'
import { PlatformError } from '../platform-error.ts'
import { pictureKind } from './picture-kind.ts'

const mostPixels = 4096 * 4096
const guards = { limitInputPixels: mostPixels, failOn: 'error' } as const

/**
 * A provider's picture for sharp, the right way up: the one door to its decoders.
 *
 * Takes JPEG, PNG, WebP, AVIF, TIFF and GIF, of an animation the first picture. What does not begin like one of
 * these never meets a decoder and is `validation`; one over 4096 × 4096 pixels is `too-large` before it is decoded.
 */
export async function openPicture(bytes: Uint8Array): Promise<Sharp> {
  if (pictureKind(bytes) === undefined) throw new PlatformError('validation', 'The bytes are no picture')
  const { width, height } = await readHeader(bytes)
  if (width * height > mostPixels)
    throw new PlatformError('too-large', `The picture has ${width} × ${height} pixels, more than 4096 × 4096`)
  return sharp(bytes, guards).autoOrient()
}

/** The guard is off, so that a picture that is too large can be told from a damaged one. */
async function readHeader(bytes: Uint8Array): Promise<Metadata> {
  try {
    return await sharp(bytes, { ...guards, limitInputPixels: false }).metadata()
  } catch (cause) {
    throw new PlatformError('validation', 'The bytes are no picture', { cause })
  }
}
