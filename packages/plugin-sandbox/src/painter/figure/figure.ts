import { chance } from '../../chance.ts'
import { darker, lighter, mix } from '../colour.ts'
import type { Look } from '../look.ts'
import type { Scene } from '../scene.ts'
import { body, scarf } from './body.ts'
import { build } from './build.ts'
import { earrings, glasses, hat } from './extras.ts'
import { face, outline } from './face.ts'
import { backHair, frontHair } from './hair.ts'
import { behind, prop } from './prop.ts'

/** The person on a transparent ground, as the inside of an SVG of 1024 × 1280. */
export function figure(look: Look, given: Scene): string {
  const scene: Scene = look.smiles && given.mood === 'gaze' ? { ...given, mood: 'smile' } : given
  const dressed = forWeather(look, scene)
  // the same hair in every picture: its chance hangs on the look, not on the scene
  const strands = chance(JSON.stringify(look.hair))
  const x = 512 + scene.shift
  const whole = `translate(${x} ${586 - (scene.scale - 1) * 40}) scale(${scene.scale})`
  const head = `rotate(${scene.tilt.toFixed(2)} 0 190)`
  const turn = scene.turn * 9
  return `<defs>${paints(dressed)}</defs>${behind(scene)}<g transform="${whole}">
<g transform="${head}">${backHair(dressed, strands)}</g>
<g transform="translate(0 -26)">${body(dressed, scene)}</g>
<g transform="${head}">${face(dressed, scene)}${dressed.earrings ? earrings() : ''}</g>
${dressed.scarf === undefined ? '' : scarf(dressed.scarf)}
<g transform="${head}">${frontHair(dressed, strands)}${dressed.glasses ? glasses(dressed, turn) : ''}${dressed.hat === 'none' ? '' : hat(dressed)}</g>
</g>${prop(dressed, scene)}`
}

/** Nobody stands in the snow in a shirt. */
function forWeather(look: Look, scene: Scene): Look {
  if (scene.weather === 'snow')
    return {
      ...look,
      garment: 'coat',
      scarf: look.scarf ?? mix(look.cloth, '#d9b0a0', 0.4),
      hat: look.hat === 'brim' ? 'none' : look.hat,
    }
  return scene.weather === 'rain' && look.garment !== 'hoodie' ? { ...look, garment: 'coat' } : look
}

function paints(look: Look): string {
  const { skin, hair } = look
  const { neck, shoulder } = build(look)
  const stops = (...colours: string[]) =>
    colours
      .map((colour, index) => `<stop offset="${index / (colours.length - 1)}" stop-color="${colour}"/>`)
      .join('')
  const linear = (id: string, colours: string[]) =>
    `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops(...colours)}</linearGradient>`
  const blur = (size: number) =>
    `<filter id="soft${size}" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="${size}"/></filter>`
  return [
    linear('hair', [lighter(hair.colour, 0.1), hair.colour, darker(hair.colour, 0.3)]),
    linear('hairBack', [darker(hair.colour, 0.12), darker(hair.colour, 0.38), darker(hair.colour, 0.5)]),
    linear('link', [lighter(hair.colour, 0.18), darker(hair.colour, 0.2)]),
    linear('neck', [skin.shade, mix(skin.base, skin.shade, 0.3), skin.base]),
    linear('clothFill', [lighter(look.cloth, 0.08), look.cloth, darker(look.cloth, 0.28)]),
    linear('mug', ['#fbf4ea', '#e2cfbf']),
    linear('umbrella', ['#b2476f', '#8b2e5a', '#6f2348']),
    `<radialGradient id="skin" cx=".5" cy=".38" r=".72">${stops(skin.light, skin.base, mix(skin.base, skin.shade, 0.55))}</radialGradient>`,
    `<radialGradient id="iris" cx=".5" cy=".7" r=".7">${stops(lighter(look.eyes, 0.42), lighter(look.eyes, 0.1), darker(look.eyes, 0.3))}</radialGradient>`,
    `<radialGradient id="curl" cx=".4" cy=".32" r=".75">${stops(lighter(hair.colour, 0.16), hair.colour, darker(hair.colour, 0.2))}</radialGradient>`,
    `<linearGradient id="curlLine">${stops(lighter(hair.colour, 0.26), hair.colour)}</linearGradient>`,
    `<clipPath id="face"><path d="${outline(look)}"/></clipPath>`,
    `<clipPath id="body"><path d="M-400 100H400V900H-400Z"/></clipPath>`,
    `<clipPath id="cloth"><path d="M${-neck - 34} 284H${neck + 34}C${neck + 110} 322 ${shoulder * 0.74} 336 ${shoulder} 404C${shoulder + 44} 470 ${shoulder + 62} 640 ${shoulder + 70} 830H${-shoulder - 70}C${-shoulder - 62} 640 ${-shoulder - 44} 470 ${-shoulder} 404C${-shoulder * 0.74} 336 ${-neck - 110} 322 ${-neck - 34} 284Z"/></clipPath>`,
    [3, 8, 18, 30].map(blur).join(''),
  ].join('')
}
