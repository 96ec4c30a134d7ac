import sharp from 'sharp'

/**
 * A picture as a provider sends it: PNG, 1024 × 1280, with soft forms, edges and grain, so that its renditions are as
 * large as those of a photograph. Drawn from numbers, the same in each run.
 */
export async function makePicture({ width, height }) {
  const data = Buffer.alloc(width * height * 3)
  let seed = 7
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      const grain = (seed / 2_147_483_648 - 0.5) * 14
      const form = 60 * Math.sin(x / 97 + Math.cos(y / 61)) + 40 * Math.cos(y / 133 - x / 211)
      const edge = (x - 512) ** 2 + (y - 560) ** 2 < 260 ** 2 ? 38 : 0
      const strand = Math.sin(x / 3 + y / 19) * (y > 700 ? 16 : 3)
      for (const shade of [150, 122, 108])
        data[at++] = Math.max(0, Math.min(255, shade + form + edge + strand + grain))
    }
  }
  return await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}
