import sharp from 'sharp'

/** What the model looks at: the whole picture, squeezed into a square as in its training. Throws for no picture. */
export async function pixelsOf(bytes: Uint8Array): Promise<Uint8Array> {
  return await sharp(bytes, { failOn: 'error', limitInputPixels: 4096 * 4096 })
    .autoOrient()
    .resize({ width: 224, height: 224, fit: 'fill' })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer()
}
