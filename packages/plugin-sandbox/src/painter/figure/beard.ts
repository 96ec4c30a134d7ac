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
  const top = mood === 'laugh' || mood === 'smile' ? 106 : 110
  const moustache = `<path d="M${turn} ${top - 4}C${turn - 26} ${top - 12} ${turn - 46} ${top + 4} ${turn - 60} ${top + 20}C${turn - 40} ${top + 16} ${turn - 16} ${top + 14} ${turn} ${top + 16}C${turn + 16} ${top + 14} ${turn + 40} ${top + 16} ${turn + 60} ${top + 20}C${turn + 46} ${top + 4} ${turn + 26} ${top - 12} ${turn} ${top - 4}Z" fill="${tone}"/>`
  if (look.beard === 'moustache') return moustache
  const jaw = `<path d="M-160 -20C-150 40 -132 84 -106 98C-86 108 -76 112 -66 ${top + 26}C-56 166 -34 158 0 158C34 158 56 166 66 ${top + 26}C76 112 86 108 106 98C132 84 150 40 160 -20L170 260L-170 260Z" fill="${tone}"/>`
  if (look.beard === 'stubble') return `<g opacity=".26" filter="url(#soft8)">${jaw}${moustache}</g>`
  const dense = look.beard === 'full' ? 0.96 : 0.86
  return `<g opacity="${dense}"><g filter="url(#soft3)">${jaw}</g>${moustache}<path d="M-20 166Q0 158 20 166L14 182Q0 176 -14 182Z" fill="${tone}"/></g>`
}
