/** What pictures we take, by what stands in their first bytes; nobody's word for it is asked. */
export type PictureKind = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'tiff'

/**
 * The kind of picture that these bytes begin like, or undefined.
 *
 * It stands before any decoder: what is a program more than a picture, such as SVG or PDF, is never parsed.
 */
export function pictureKind(bytes: Uint8Array): PictureKind | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 16)).toString('latin1')
  return kinds.find(([, signature]) => signature.test(head))?.[0]
}

const kinds: readonly (readonly [PictureKind, RegExp])[] = [
  ['jpeg', /^\xff\xd8\xff/],
  ['png', /^\x89PNG\r\n/],
  ['webp', /^RIFF[^]{4}WEBP/],
  // also its animated form, and the brand of still pictures in general, which encoders of AVIF write
  ['avif', /^[^]{4}ftyp(?:avif|avis|mif1)/],
  ['gif', /^GIF8[79]a/],
  ['tiff', /^(?:II\*\0|MM\0\*)/],
]
