import { brightness, darker, lighter, mix } from '../colour.ts'
import type { Look } from '../look.ts'
import type { Scene } from '../scene.ts'
import { beard } from './beard.ts'
import { eyes } from './eyes.ts'

/** The outline of the face: rounder or squarer by gender and by the person's own jaw. */
export function outline(look: Look): string {
  const square = { woman: 0, nonbinary: 0.45, man: 0.9 }[look.gender] + look.face.jaw * 0.22
  const jaw = 108 + square * 20
  const chin = 40 + square * 20
  const low = 214 + square * 10
  return `M0 -232C98 -232 150 -156 150 -40C150 40 ${jaw + 32} 96 ${jaw} 148C${jaw - 24} 186 ${chin + 12} ${low} 0 ${low + 2}C${-chin - 12} ${low} ${24 - jaw} 186 ${-jaw} 148C${-jaw - 32} 96 -150 40 -150 -40C-150 -156 -98 -232 0 -232Z`
}

/** The face without hair: ears, skin, shadows, features, beard. Origin between the eyes' lower lids. */
export function face(look: Look, scene: Scene): string {
  const { skin } = look
  const turn = scene.turn * 12
  const shadow = `<ellipse cx="${-scene.light * 190}" cy="40" rx="150" ry="270" fill="${skin.shade}" opacity=".55" filter="url(#soft30)"/>`
  const forehead =
    look.hair.length === 'bald'
      ? ''
      : `<ellipse cx="0" cy="-226" rx="170" ry="84" fill="${skin.shade}" opacity=".5" filter="url(#soft18)"/>`
  const cheek = (way: 1 | -1) =>
    `<ellipse cx="${way * 88 + turn * 0.6}" cy="76" rx="46" ry="34" fill="${skin.blush}" opacity="${look.gender === 'man' ? 0.22 : 0.4}" filter="url(#soft18)"/>`
  const shine = `<ellipse cx="${scene.light * 54 + turn}" cy="-96" rx="72" ry="46" fill="${skin.light}" opacity=".5" filter="url(#soft30)"/><ellipse cx="${scene.light * 82 + turn}" cy="50" rx="34" ry="26" fill="${skin.light}" opacity=".45" filter="url(#soft18)"/>`
  const chin = `<ellipse cx="${turn * 0.6}" cy="176" rx="34" ry="14" fill="${skin.shade}" opacity=".28" filter="url(#soft8)" transform="translate(0 -14)"/>`
  return [
    ears(look),
    `<path d="${outline(look)}" fill="url(#skin)"/>`,
    `<g clip-path="url(#face)">${shadow}${forehead}${shine}${cheek(-1)}${cheek(1)}${chin}${lines(look, turn)}${look.freckles ? freckles(look, turn) : ''}${beard(look, turn, scene.mood)}</g>`,
    nose(look, scene, turn),
    mouth(look, scene, turn),
    eyes(look, scene, turn * 0.8),
  ].join('')
}

function ears(look: Look): string {
  const ear = (way: 1 | -1) =>
    `<g transform="scale(${way} 1)"><path d="M142 -22C176 -40 184 8 168 40C160 58 146 58 138 44Z" fill="${look.skin.base}"/><path d="M150 -8C168 -12 170 14 156 34" fill="none" stroke="${look.skin.shade}" stroke-width="5" stroke-linecap="round" opacity=".7"/></g>`
  return ear(-1) + ear(1)
}

function nose(look: Look, scene: Scene, turn: number): string {
  const wide = 21 + look.face.nose * 5 + (look.gender === 'man' ? 4 : 0)
  const side = -scene.light
  const x = turn * 1.5
  const line = darker(look.skin.shade, 0.12)
  return `<path d="M${x + side * 10} -18C${x + side * 15} 22 ${x + side * 24} 52 ${x + side * wide} 74C${x + side * 14} 88 ${x} 86 ${x} 84L${x} -10Z" fill="${look.skin.shade}" opacity=".34" filter="url(#soft8)"/>
<path d="M${x - wide} 76Q${x - wide * 0.5} 91 ${x} 87Q${x + wide * 0.5} 91 ${x + wide} 76" fill="none" stroke="${line}" stroke-width="4.5" stroke-linecap="round" opacity=".75"/>
<ellipse cx="${x + scene.light * 3}" cy="66" rx="9" ry="13" fill="${lighter(look.skin.light, 0.3)}" opacity=".5" filter="url(#soft3)"/>`
}

function mouth(look: Look, scene: Scene, turn: number): string {
  const soft = look.gender === 'man' ? mix(look.skin.lip, look.skin.base, 0.3) : look.skin.lip
  const man = look.gender === 'man'
  const full = 1 + look.face.lips * 0.22 - (man ? 0.2 : 0)
  const [upper, lower] = [darker(soft, 0.12), lighter(soft, 0.1)]
  const x = turn * 1.1
  const wide = { gaze: 49, dreamy: 49, smile: 56, laugh: 60 }[scene.mood]
  // thin lips need more of a bow, or they frown
  const rise = { gaze: 13, dreamy: 11, smile: 16, laugh: 16 }[scene.mood] + (man ? 5 : 0)
  const corner = 136 - rise
  const line = darker(look.skin.shade, brightness(look.skin.base) > 0.45 ? 0.45 : 0.6)
  const dimple = (way: 1 | -1) =>
    `<path d="M${way * (wide + 11)} ${corner - 9}Q${way * (wide + 16)} ${corner - 1} ${way * (wide + 11)} ${corner + 7}" fill="none" stroke="${look.skin.shade}" stroke-width="4" stroke-linecap="round" opacity=".45"/>`
  const dimples = look.beard === 'none' ? dimple(-1) + dimple(1) : ''
  const shade = `<ellipse cx="0" cy="${162 + full * 4}" rx="30" ry="7" fill="${look.skin.shade}" opacity=".5" filter="url(#soft3)"/>`
  const gap = scene.mood === 'laugh' ? 22 : 0
  const lips = `<path d="M${-wide} ${corner}C${-wide * 0.5} ${136 - 15 * full} -14 ${130 - 13 * full} 0 ${134 - 9 * full}C14 ${130 - 13 * full} ${wide * 0.5} ${136 - 15 * full} ${wide} ${corner}Q0 ${142 + rise * 0.6} ${-wide} ${corner}Z" fill="${upper}"/>
<path d="M${-wide} ${corner}Q0 ${140 + rise * 0.6 + gap} ${wide} ${corner}C${wide * 0.6} ${150 + 13 * full + gap} ${-wide * 0.6} ${150 + 13 * full + gap} ${-wide} ${corner}Z" fill="${lower}"/>`
  const teeth =
    scene.mood === 'laugh'
      ? `<path d="M${-wide + 6} ${corner + 2}Q0 ${138 + rise * 0.5} ${wide - 6} ${corner + 2}Q0 ${140 + rise * 0.6 + gap + 18} ${-wide + 6} ${corner + 2}Z" fill="#fdf8f3"/>`
      : `<path d="M${-wide - 2} ${corner - 1}Q0 ${142 + rise * 0.7} ${wide + 2} ${corner - 1}" fill="none" stroke="${line}" stroke-width="4" stroke-linecap="round" opacity=".8"/>`
  const gloss = `<ellipse cx="${scene.light * 12}" cy="${150 + full * 3 + gap * 0.9}" rx="14" ry="4" fill="#fff" opacity="${look.gender === 'man' ? 0.1 : 0.28}" filter="url(#soft3)"/>`
  return `<g transform="translate(${x} 0)">${shade}${dimples}${lips}${teeth}${gloss}</g>`
}

/** Lines come with the years, gently. */
function lines(look: Look, turn: number): string {
  const depth = Math.min(1, Math.max(0, (look.age - 42) / 38))
  if (depth === 0) return ''
  const stroke = `fill="none" stroke="${look.skin.shade}" stroke-width="4" stroke-linecap="round" opacity="${(0.25 + depth * 0.5).toFixed(2)}"`
  const fold = (way: 1 | -1) =>
    `<path d="M${way * 34 + turn} 76Q${way * 64 + turn} 100 ${way * 66 + turn} ${124 + depth * 18}" ${stroke}/><path d="M${way * 106 + turn * 0.6} -14l${way * 18} -9M${way * 107 + turn * 0.6} -3l${way * 20} 0M${way * 105 + turn * 0.6} 8l${way * 17} 8" ${stroke}/><path d="M${way * 36 + turn} 36Q${way * 62 + turn} 48 ${way * 88 + turn} 34" ${stroke}/>`
  const brow = depth > 0.3 ? `<path d="M-70 -124Q0 -134 70 -124M-58 -148Q0 -157 58 -148" ${stroke}/>` : ''
  return fold(-1) + fold(1) + brow
}

function freckles(look: Look, turn: number): string {
  const spots = [
    [30, 44],
    [48, 56],
    [66, 46],
    [84, 58],
    [58, 70],
    [100, 46],
    [42, 74],
    [76, 76],
    [96, 70],
    [14, 40],
    [112, 60],
    [24, 62],
  ] as const
  const tone = mix(look.skin.shade, '#8a4a2c', 0.5)
  const dots = spots.flatMap(([x, y], index) =>
    [-1, 1].map(
      (way) =>
        `<circle cx="${way * x + turn + ((way * index) % 3)}" cy="${y + ((index * way) % 4)}" r="${2.4 + (index % 3) * 0.7}" fill="${tone}" opacity=".6"/>`,
    ),
  )
  return dots.join('')
}
