import { darker, lighter } from '../colour.ts'
import type { Look } from '../look.ts'
import type { Scene } from '../scene.ts'

/** Eyes with brows. They look at the viewer, smile, or are closed, as the mood goes. */
export function eyes(look: Look, scene: Scene, turn: number): string {
  return [-1, 1]
    .map(
      (way) =>
        `<g transform="translate(${way * 64 + turn} 2) scale(1.13)">${eye(look, scene, way)}${brow(look, scene, way)}</g>`,
    )
    .join('')
}

function eye(look: Look, scene: Scene, way: number): string {
  const lash = darker(look.skin.shade, 0.78)
  const woman = look.gender === 'woman'
  const weight = woman ? 7 : 5.5
  if (scene.mood === 'dreamy' || scene.mood === 'laugh') return closed(scene.mood, lash, weight, woman, way)
  const half = 33 + look.face.eyes * 2
  const high = (scene.mood === 'smile' ? 15 : 19) + look.face.eyes * 2
  const low = scene.mood === 'smile' ? 8 : 12
  const lift = 2 + look.face.eyes * 3 // the outer corner, a part of the person
  const [inner, outer] = [-way * half, way * half]
  const shape = `M${inner} 4C${inner * 0.45} ${-high - 3} ${outer * 0.5} ${-high - 5} ${outer} ${-lift}C${outer * 0.5} ${low + 3} ${inner * 0.4} ${low + 4} ${inner} 4Z`
  const id = way === 1 ? 'eyeRight' : 'eyeLeft'
  const look2 = scene.turn * 3
  const flick = woman
    ? `<path d="M${outer} ${-lift}q${way * 7} -3 ${way * 11} -10" stroke="${lash}" stroke-width="5" fill="none" stroke-linecap="round"/>`
    : ''
  return `<clipPath id="${id}"><path d="${shape}"/></clipPath>
<path d="M${inner} 0C${inner * 0.45} ${-high - 16} ${outer * 0.5} ${-high - 19} ${outer * 1.08} ${-lift - 5}" fill="none" stroke="${look.skin.shade}" stroke-width="7" stroke-linecap="round" opacity=".5"/>
<path d="${shape}" fill="#fbf5f0"/>
<g clip-path="url(#${id})"><circle cx="${look2}" cy="-3" r="19" fill="${darker(look.eyes, 0.4)}"/><circle cx="${look2}" cy="-2" r="16.8" fill="url(#iris)"/><circle cx="${look2}" cy="-3" r="7" fill="#190f14"/><path d="M-50 -30H50V${-high + 6}Q0 ${-high - 6} -50 ${-high + 8}Z" fill="${darker(look.skin.shade, 0.4)}" opacity=".4" filter="url(#soft3)"/></g>
<circle cx="${look2 + scene.light * 6}" cy="-9" r="4.6" fill="#fff" opacity=".95"/><circle cx="${look2 - scene.light * 6}" cy="4" r="2.2" fill="#fff" opacity=".5"/>
<path d="M${inner} 4C${inner * 0.45} ${-high - 3} ${outer * 0.5} ${-high - 5} ${outer} ${-lift}" fill="none" stroke="${lash}" stroke-width="${weight}" stroke-linecap="round"/>
<path d="M${outer} ${-lift}C${outer * 0.5} ${low + 3} ${inner * 0.2} ${low + 4} ${inner * 0.6} ${low - 1}" fill="none" stroke="${lash}" stroke-width="2" opacity=".4"/>${flick}`
}

function closed(mood: Scene['mood'], lash: string, weight: number, woman: boolean, way: number): string {
  const bend = mood === 'laugh' ? -24 : 16
  const from = mood === 'laugh' ? 10 : 0
  const tips = woman
    ? `<path d="M${way * 34} ${from}q${way * 8} ${bend * 0.1 + 2} ${way * 12} ${mood === 'laugh' ? -4 : 6}" stroke="${lash}" stroke-width="5" fill="none" stroke-linecap="round"/>`
    : ''
  return `<path d="M-34 ${from}Q0 ${from + bend} 34 ${from}" fill="none" stroke="${lash}" stroke-width="${weight}" stroke-linecap="round"/>${tips}`
}

function brow(look: Look, scene: Scene, way: number): string {
  const tone = look.hair.length === 'bald' ? darker(look.skin.shade, 0.6) : darker(look.hair.colour, 0.22)
  const thick = (look.gender === 'man' ? 9.5 : 6.5) + look.face.brows * 2
  const arch = (look.gender === 'man' ? 9 : 13) + look.face.brows * 3
  const y = scene.mood === 'laugh' || scene.mood === 'smile' ? -54 : -50
  const [inner, peak, outer] = [-way * 36, way * 14, way * 45]
  return `<path d="M${inner} ${y + 2}Q${peak} ${y - arch - thick * 0.4} ${outer} ${y + 4}Q${peak} ${y - arch + thick * 0.9} ${inner} ${y + 2 + thick}Z" fill="${tone}" stroke="${tone}" stroke-width="2" stroke-linejoin="round" opacity="${lighterHair(look) ? 0.75 : 0.88}"/>`
}

const lighterHair = (look: Look) => lighter(look.hair.colour, 0) > '#a00000'
