import sharp from 'sharp'
import { chance } from '../chance.ts'
import { type Air, airOf } from './backdrop/air.ts'
import { backdrop, blur, weather } from './backdrop/backdrop.ts'
import { figure } from './figure/figure.ts'
import type { Look } from './look.ts'
import type { Scene } from './scene.ts'

export type Size = { readonly width: number; readonly height: number }

const canvas = { width: 1024, height: 1280 }

/**
 * Paints the picture as PNG of exactly that size.
 *
 * Backdrop, person and light are three layers: the backdrop is drawn small and blurred like behind a
 * portrait lens, the person is sharp, the light falls on both. The same arguments give the same bytes.
 */
export async function picture(look: Look, scene: Scene, size: Size): Promise<Uint8Array> {
  const air = airOf(scene)
  const [behind, person, light, grain] = await Promise.all([
    background(scene, air),
    lit(look, scene, air),
    render(overlay(look, scene, air)),
    noise(),
  ])
  const whole = await sharp(behind)
    .composite([{ input: person }, { input: light }, { input: grain, tile: true, blend: 'soft-light' }])
    .modulate({ brightness: 1 + look.exposure * 0.09, saturation: look.soft ? 0.94 : 1 })
    .png()
    .toBuffer()
  return await sharp(whole)
    .removeAlpha()
    .resize(size.width, size.height, { fit: 'cover' })
    .png({ compressionLevel: 6 })
    .toBuffer()
}

/** Only numbers and colours of ours are ever put into the drawing: no text of a prompt gets here. */
function svg(inside: string, { width, height } = canvas): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1024 1280">${inside}</svg>`,
  )
}

async function render(inside: string): Promise<Buffer> {
  return await sharp(svg(inside)).png({ compressionLevel: 1 }).toBuffer()
}

async function background(scene: Scene, air: Air): Promise<Buffer> {
  const small = { width: canvas.width / 2, height: canvas.height / 2 }
  const soft = await sharp(svg(backdrop(scene, air), small))
    .blur(blur(scene) / 2)
    .png({ compressionLevel: 1 })
    .toBuffer()
  return await sharp(soft)
    .resize(canvas.width, canvas.height, { kernel: 'cubic' })
    .png({ compressionLevel: 1 })
    .toBuffer()
}

/** The person in the light of the hour: `atop` keeps the light inside the outline. */
async function lit(look: Look, scene: Scene, air: Air): Promise<Buffer> {
  const [tint, share] = air.tint
  const x = scene.light === 1 ? 1 : 0
  const light = svg(
    `<linearGradient id="key" x1="${x}" y1="0" x2="${1 - x}" y2=".35"><stop offset="0" stop-color="${air.key}" stop-opacity="${air.dark > 0.8 ? 0.16 : 0.22}"/><stop offset=".5" stop-color="${air.key}" stop-opacity="0"/><stop offset="1" stop-color="#2a1430" stop-opacity="${look.soft ? 0.06 : 0.16}"/></linearGradient><rect width="1024" height="1280" fill="${tint}" opacity="${share}"/><rect width="1024" height="1280" fill="url(#key)"/>`,
  )
  return await sharp(await render(figure(look, scene)))
    .composite([{ input: light, blend: 'atop' }])
    .png({ compressionLevel: 1 })
    .toBuffer()
}

function overlay(look: Look, scene: Scene, air: Air): string {
  const x = scene.light === 1 ? 930 : 94
  const flare = scene.place === 'abstract' ? 0.1 : 0.26
  return `<radialGradient id="flare"><stop offset="0" stop-color="${air.key}" stop-opacity="${look.soft ? flare + 0.12 : flare}"/><stop offset="1" stop-color="${air.key}" stop-opacity="0"/></radialGradient><radialGradient id="edge" cx=".5" cy=".46" r=".82"><stop offset=".62" stop-color="#1a0c1c" stop-opacity="0"/><stop offset="1" stop-color="#1a0c1c" stop-opacity="${look.soft ? 0.18 : 0.34}"/></radialGradient>${weather(scene)}<circle cx="${x}" cy="120" r="760" fill="url(#flare)"/><rect width="1024" height="1280" fill="url(#edge)"/>`
}

/** Film grain, the same each time. */
async function noise(): Promise<Buffer> {
  const drawn = chance('grain')
  const side = 192
  const pixels = Uint8Array.from({ length: side * side }, () => 128 + drawn.between(-17, 17))
  return await sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .png()
    .toBuffer()
}
