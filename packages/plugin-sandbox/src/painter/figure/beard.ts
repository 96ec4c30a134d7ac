import { darker, mix } from '../colour.ts'
import type { Look } from '../look.ts'
import type { Scene } from '../scene.ts'

/** Drawn inside the face's outline, under the mouth's line. */
export function beard(look: Look, turn: number, mood: Scene['mood']): string {
  if (look.beard === 'none') return ''
  const grey =
    look.age >= 50 ? mix(look.hair.colour, '#c9c4c2', Math.min(0.7, (look.age - 45) / 30)) : look.hair.colour
  const tone =
    look.hair.length === 'bald' && look.age < 50 ? darker(look.skin.shade, 0.65) : darker(grey, 0.12)
  // between nose and lips: over the lips it would leave them a frown
  const top = mood === 'laugh' || mood === 'smile' ? 95 : 97
  const moustache = `<path d="M${turn} ${top - 4}C${turn - 22} ${top - 11} ${turn - 40} ${top} ${turn - 54} ${top + 9}C${turn - 38} ${top + 15} ${turn - 16} ${top + 12} ${turn} ${top + 13}C${turn + 16} ${top + 12} ${turn + 38} ${top + 15} ${turn + 54} ${top + 9}C${turn + 40} ${top} ${turn + 22} ${top - 11} ${turn} ${top - 4}Z" fill="${tone}"/>`
  if (look.beard === 'moustache') return moustache
  const jaw = `<path d="M-160 -20C-150 40 -132 84 -106 98C-86 104 -78 106 -68 ${top + 18}C-58 162 -34 157 0 157C34 157 58 162 68 ${top + 18}C78 106 86 104 106 98C132 84 150 40 160 -20L170 260L-170 260Z" fill="${tone}"/>`
  if (look.beard === 'stubble') return `<g opacity=".26" filter="url(#soft8)">${jaw}${moustache}</g>`
  const dense = look.beard === 'full' ? 0.96 : 0.86
  return `<g opacity="${dense}"><g filter="url(#soft3)">${jaw}</g>${moustache}<path d="M-20 166Q0 158 20 166L14 182Q0 176 -14 182Z" fill="${tone}"/></g>`
}
