import { brightness, darker, lighter } from '../colour.ts'
import type { Look } from '../look.ts'
import type { Scene } from '../scene.ts'
import { build } from './build.ts'
import { garment } from './garment.ts'

/** Neck, shoulders and clothes. Same units as the head, but it does not tilt with it. */
export function body(look: Look, scene: Scene): string {
  const { neck, shoulder } = build(look)
  // ends under the cloth: at its very edge the skin would show as a thin line
  const end = shoulder - 44
  const skin = `<path d="M${-neck} 120C${-neck} 220 ${-neck + 4} 262 ${-neck - 20} 290C${-neck - 70} 322 ${-end * 0.8} 330 ${-end} 420L${-end} 800H${end}L${end} 420C${end * 0.8} 330 ${neck + 70} 322 ${neck + 20} 290C${neck - 4} 262 ${neck} 220 ${neck} 120Z" fill="url(#neck)"/>`
  const shadow = `<g clip-path="url(#body)"><path d="M${-neck - 10} 120H${neck + 10}V226Q${-scene.light * 20} 286 ${-neck - 10} 226Z" fill="${darker(look.skin.shade, 0.25)}" opacity=".62" filter="url(#soft18)"/></g>`
  const bones = `<path d="M-30 330Q-90 316 -150 338M30 330Q90 316 150 338" fill="none" stroke="${look.skin.shade}" stroke-width="6" stroke-linecap="round" opacity=".45" filter="url(#soft3)"/><path d="M-14 318Q0 332 14 318" fill="none" stroke="${look.skin.shade}" stroke-width="5" stroke-linecap="round" opacity=".5"/>`
  return skin + shadow + bones + garment(look, scene)
}

const scarfEnd = 'M54 318C96 380 110 520 98 860L206 860C212 560 190 400 140 310Z'
const scarfRound =
  'M-164 258C-186 214 -118 206 -92 224C-30 262 40 262 96 222C126 204 186 214 168 262C184 312 140 366 10 368C-130 368 -186 316 -164 258Z'

/** A warm scarf, wound once. */
export function scarf(colour: string): string {
  const [shade, shine] = [darker(colour, 0.35), lighter(colour, brightness(colour) > 0.7 ? 0.5 : 0.22)]
  const fold = (y: number, tone: string) =>
    `<path d="M-200 ${y - 6}Q0 ${y + 62} 200 ${y - 12}" fill="none" stroke="${tone}" stroke-width="9" opacity=".45" filter="url(#soft3)"/>`
  const crease = (y: number) => `M60 ${y}Q150 ${y + 22} 240 ${y - 4}`
  // folds and creases run over the edges and are cut there
  return `<clipPath id="scarfEnd"><path d="${scarfEnd}"/></clipPath><clipPath id="scarfRound"><path d="${scarfRound}"/></clipPath>
<path d="${scarfEnd}" fill="${darker(colour, 0.12)}"/><g clip-path="url(#scarfEnd)"><path d="${[420, 490, 560, 630, 700].map(crease).join('')}" stroke="${shade}" stroke-width="7" opacity=".3" fill="none"/><path d="M104 300C150 420 140 560 138 860" stroke="${shade}" stroke-width="10" opacity=".22" fill="none" filter="url(#soft3)"/></g>
<path d="${scarfRound}" fill="${colour}"/><g clip-path="url(#scarfRound)">${fold(262, shade)}${fold(292, shine)}${fold(318, shade)}</g>`
}
