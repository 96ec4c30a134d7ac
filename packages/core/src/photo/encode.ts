import sharp, { type Sharp } from 'sharp'
import { PlatformError } from '../platform-error.ts'
import { openPicture } from './open-picture.ts'
import { watermark, type WatermarkOptions } from './watermark.ts'

export type EncodedImage = { readonly bytes: Uint8Array; readonly width: number; readonly height: number }

/** Three bytes for each pixel, red, green and blue. */
export type Pixels = { readonly data: Uint8Array; readonly width: number; readonly height: number }

export type Marks = {
  readonly watermark?: WatermarkOptions | undefined
  /** The seam for a mark that nobody sees: it gets the pixels with the visible one, and gives as many back. */
  readonly invisibleMark?: ((pixels: Pixels) => Promise<Uint8Array>) | undefined
}

export type Renditions<Image> = {
  readonly image: Image
  readonly imageWebp: Image
  readonly preview: Image
  readonly previewJpeg: Image
}

/** What each rendition is, for those who negotiate or measure it. `image` and `previewJpeg` can be opened anywhere. */
export const renditions = {
  image: { mime: 'image/jpeg', width: 1024, height: 1280, quality: 90 },
  imageWebp: { mime: 'image/webp', width: 1024, height: 1280, quality: 82 },
  preview: { mime: 'image/webp', width: 528, height: 660, quality: 82 },
  previewJpeg: { mime: 'image/jpeg', width: 528, height: 660, quality: 82 },
} as const satisfies Renditions<object>

export type RenditionName = keyof typeof renditions

/**
 * Makes of a provider's picture those that we show, all with the visible watermark and without any metadata of the
 * original. A picture of another shape loses what is too wide on both sides, or too tall below.
 *
 * Throws `validation` for what is no picture or a damaged one, `too-large` for one with more pixels than we decode,
 * and `unavailable` for one that takes over 20 s, as on a machine that has too much to do.
 */
export async function encode(original: Uint8Array, marks: Marks = {}): Promise<Renditions<EncodedImage>> {
  return await encodeEach(original, marks, async (_name, image) => image)
}

/** The same, and each goes on by `finish` as soon as it is there, beside those that are still being encoded. */
export async function encodeEach<Image>(
  original: Uint8Array,
  marks: Marks,
  finish: (name: RenditionName, image: EncodedImage) => Promise<Image>,
): Promise<Renditions<Image>> {
  const full = await marked(original, marks)
  const small = shrunk(full)
  const made = async (pixels: Pixels | Promise<Pixels>, name: RenditionName) =>
    await finish(name, await encoded(await pixels, name))
  // The one that takes longest is the first.
  const [imageWebp, image, preview, previewJpeg] = await Promise.all([
    made(full, 'imageWebp'),
    made(full, 'image'),
    made(small, 'preview'),
    made(small, 'previewJpeg'),
  ])
  return { image, imageWebp, preview, previewJpeg }
}

const timeout = { seconds: 20 }

/** Decodes and marks once: every rendition begins from the same pixels. */
async function marked(original: Uint8Array, marks: Marks): Promise<Pixels> {
  const { width, height } = renditions.image
  const picture = await openPicture(original)
  try {
    const { data } = await picture
      .timeout(timeout)
      // when a picture is too tall, it is the feet that we can do without
      .resize({ width, height, fit: 'cover', position: 'top' })
      .flatten({ background: '#fff' })
      .composite([await watermark({ width, height }, marks.watermark)])
      .removeAlpha()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    const pixels = { data, width, height }
    return marks.invisibleMark === undefined ? pixels : { ...pixels, data: await marks.invisibleMark(pixels) }
  } catch (cause) {
    throw isTimeout(cause)
      ? new PlatformError('unavailable', 'The picture took too long to decode', { cause })
      : new PlatformError('validation', 'The picture is damaged and cannot be decoded', { cause })
  }
}

async function shrunk(full: Pixels): Promise<Pixels> {
  const { width, height } = renditions.preview
  return { data: await from(full).resize(width, height).raw().toBuffer(), width, height }
}

async function encoded(pixels: Pixels, name: RenditionName): Promise<EncodedImage> {
  const { mime, quality } = renditions[name]
  // Effort 0 gives the bytes of effort 2 in 55 % of its time, and those of the default, 4, in a third: 71, 130 and
  // 230 ms of CPU for a full picture of 511, 515 and 495 kB.
  const picture =
    mime === 'image/jpeg' ? from(pixels).jpeg({ quality }) : from(pixels).webp({ quality, effort: 0 })
  return { bytes: await picture.toBuffer(), width: pixels.width, height: pixels.height }
}

function from({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } }).timeout(timeout)
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('timeout')
}
