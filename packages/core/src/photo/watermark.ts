import sharp, { type OverlayOptions } from 'sharp'

export type Corner = 'lower-right' | 'lower-left' | 'upper-right' | 'upper-left'

export type WatermarkOptions = {
  readonly corner?: Corner
  /** Of the dark plate behind the letters, 0 to 1; the letters are always opaque. */
  readonly opacity?: number
}

/**
 * Makes the visible "AI" mark for a picture of this size, as a layer for sharp's `composite`.
 *
 * It is a small tile and not a picture-sized overlay, which would cost 30 ms more for each picture.
 * Drawn as paths, since an image without fonts renders text as boxes.
 */
export async function watermark(
  picture: { width: number; height: number },
  { corner = 'lower-right', opacity = 0.68 }: WatermarkOptions = {},
): Promise<OverlayOptions> {
  const tile = await tileFor(Math.round(picture.width * heightOfWidth), opacity)
  const margin = Math.round(picture.width * marginOfWidth)
  return {
    input: tile.pixels,
    raw: { width: tile.width, height: tile.height, channels: 4 },
    left: corner.endsWith('left') ? margin : picture.width - tile.width - margin,
    top: corner.startsWith('upper') ? margin : picture.height - tile.height - margin,
  }
}

// Legible at half size after JPEG q60, which is what messengers make of a photo.
const heightOfWidth = 0.065
const marginOfWidth = 0.03

type Tile = { readonly pixels: Buffer; readonly width: number; readonly height: number }

// One or two sizes are in use in a process; each is drawn once, from constants only.
const tiles = new Map<string, Promise<Tile>>()
const mostTiles = 8

function tileFor(height: number, opacity: number): Promise<Tile> {
  const key = `${height} ${opacity}`
  const known = tiles.get(key)
  if (known !== undefined) return known

  if (tiles.size >= mostTiles) tiles.clear()
  const drawn = draw(height, opacity)
  tiles.set(key, drawn)
  return drawn
}

async function draw(height: number, opacity: number): Promise<Tile> {
  const { data, info } = await sharp(Buffer.from(svg(height, opacity)))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { pixels: data, width: info.width, height: info.height }
}

// In a box 188 wide and 100 high. The plate carries the mark on light pictures, its outline on dark ones.
const spark = 'M54 22Q58.500 45.500 82 50Q58.500 54.500 54 78Q49.500 54.500 26 50Q49.500 45.500 54 22Z'
const letterA = 'M94 76L111 24H125L142 76H129L125.500 65H110.500L107 76ZM113.700 54.500H122.300L118 40Z'
const letterI = 'M149 24H162V76H149Z'

function svg(height: number, opacity: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 188 100" width="${height * 1.88}" height="${height}">
    <rect x="2" y="2" width="184" height="96" rx="48" fill="#0c0c12" fill-opacity="${opacity}"
      stroke="#fff" stroke-opacity="0.6" stroke-width="3"/>
    <path d="${spark} ${letterA} ${letterI}" fill="#fff" fill-rule="evenodd"/>
  </svg>`
}
