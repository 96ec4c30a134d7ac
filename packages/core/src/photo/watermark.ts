import { createRequire } from 'node:module'
import sharp, { type OverlayOptions } from 'sharp'
import { z } from 'zod'
import { PlatformError } from '../platform-error.ts'

/** How the visible mark looks; the defaults fit most pictures. */
export const watermarkSettings = z.object({
  corner: z.enum(['lower-right', 'lower-left', 'upper-right', 'upper-left']).default('lower-right'),
  /** Of the dark plate behind the letters, which are always opaque. */
  opacity: z
    .number()
    .min(0.5, 'must be from 0.5 to 1: with less, nobody reads the mark on a light picture')
    .max(1, 'must be from 0.5 to 1')
    .default(0.68),
  /** Instead of the letters AI. It should say so in the words of those who see it. */
  text: z
    .string()
    .trim()
    .min(1)
    .max(24)
    .regex(
      /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\d .,:·–&@+/'’!?©()-]+$/u,
      'may have Latin, Greek and Cyrillic letters, digits and common signs: the font has no others',
    )
    .optional(),
})

export type WatermarkOptions = z.input<typeof watermarkSettings>
export type Corner = NonNullable<WatermarkOptions['corner']>

/**
 * Makes the visible mark for a picture of this size, as a layer for sharp's `composite`.
 *
 * It is a small tile and not a picture-sized overlay, which would cost 30 ms more for each picture. Throws
 * `validation` for a text that would be wider than most of the picture.
 */
export async function watermark(
  picture: { width: number; height: number },
  { corner = 'lower-right', opacity = 0.68, text }: WatermarkOptions = {},
): Promise<OverlayOptions> {
  const tile = await tileFor({ height: Math.round(picture.width * heightOfWidth), opacity, text })
  if (tile.width > picture.width * mostOfWidth)
    throw new PlatformError('validation', `watermark.text: “${text}” is too wide for a picture`)
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
const mostOfWidth = 0.7

type Look = { readonly height: number; readonly opacity: number; readonly text: string | undefined }
type Tile = { readonly pixels: Buffer; readonly width: number; readonly height: number }

// One or two are in use in a process; each is drawn once, from settings only.
const tiles = new Map<string, Promise<Tile>>()
const mostTiles = 8

function tileFor(look: Look): Promise<Tile> {
  const key = JSON.stringify(look)
  const known = tiles.get(key)
  if (known !== undefined) return known

  if (tiles.size >= mostTiles) tiles.clear()
  const drawn = draw(look)
  tiles.set(key, drawn)
  return drawn
}

async function draw(look: Look): Promise<Tile> {
  const letters = look.text === undefined ? undefined : await drawText(look.text, look.height)
  const scale = look.height / 100
  const svg = plate(look, letters === undefined ? undefined : letters.info.width / scale)
  const { data, info } = await sharp(Buffer.from(svg))
    .composite(
      letters === undefined
        ? []
        : [
            {
              input: letters.data,
              left: Math.round(lettersLeft * scale),
              top: Math.round((look.height - letters.info.height) / 2),
            },
          ],
    )
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { pixels: data, width: info.width, height: info.height }
}

const lettersLeft = 94
const paddingRight = 26
// In a box 100 high. The plate carries the mark on light pictures, its outline on dark ones. Drawn as paths, since an
// image without fonts renders text as boxes.
const spark = 'M54 22Q58.500 45.500 82 50Q58.500 54.500 54 78Q49.500 54.500 26 50Q49.500 45.500 54 22Z'
const letterA = 'M94 76L111 24H125L142 76H129L125.500 65H110.500L107 76ZM113.700 54.500H122.300L118 40Z'
const letterI = 'M149 24H162V76H149Z'
const widthOfAI = 68

function plate({ height, opacity }: Look, textWidth: number | undefined): string {
  const width = lettersLeft + (textWidth ?? widthOfAI) + paddingRight
  const letters = textWidth === undefined ? `${letterA} ${letterI}` : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 100" width="${(width * height) / 100}" height="${height}">
    <rect x="2" y="2" width="${width - 4}" height="96" rx="48" fill="#0c0c12" fill-opacity="${opacity}"
      stroke="#fff" stroke-opacity="0.6" stroke-width="3"/>
    <path d="${spark} ${letters}" fill="#fff" fill-rule="evenodd"/>
  </svg>`
}

// Open (OFL), and one that sharp can read: it takes TrueType and not the formats of the web.
const font = '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf'

/** White letters on nothing. */
async function drawText(text: string, height: number) {
  const size = Math.round(height * 0.58)
  const markup = text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
  return await sharp({
    text: {
      text: `<span foreground="white">${markup}</span>`,
      font: `Inter SemiBold ${size}`,
      fontfile: createRequire(import.meta.url).resolve(font),
      dpi: 72,
      rgba: true,
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true })
}
