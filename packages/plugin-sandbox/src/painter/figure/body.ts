import { brightness, darker, lighter } from '../colour.ts'
import type { Look } from '../look.ts'
import type { Scene } from '../scene.ts'
import { build } from './build.ts'
import { garment } from './garment.ts'

/** Neck, shoulders and clothes. Same units as the head, but it does not tilt with it. */
export function body(look: Look, scene: Scene): string {
  const { neck, shoulder } = build(look)
  const skin = `<path d="M${-neck} 120C${-neck} 220 ${-neck + 4} 262 ${-neck - 20} 290C${-neck - 70} 322 ${-shoulder * 0.7} 330 ${-shoulder} 400L${-shoulder} 800H${shoulder}L${shoulder} 400C${shoulder * 0.7} 330 ${neck + 70} 322 ${neck + 20} 290C${neck - 4} 262 ${neck} 220 ${neck} 120Z" fill="url(#neck)"/>`
  const shadow = `<g clip-path="url(#body)"><path d="M${-neck - 10} 120H${neck + 10}V226Q${-scene.light * 20} 286 ${-neck - 10} 226Z" fill="${darker(look.skin.shade, 0.25)}" opacity=".62" filter="url(#soft18)"/></g>`
  const bones = `<path d="M-30 330Q-90 316 -150 338M30 330Q90 316 150 338" fill="none" stroke="${look.skin.shade}" stroke-width="6" stroke-linecap="round" opacity=".45" filter="url(#soft3)"/><path d="M-14 318Q0 332 14 318" fill="none" stroke="${look.skin.shade}" stroke-width="5" stroke-linecap="round" opacity=".5"/>`
  return skin + shadow + bones + garment(look, scene)
}

/** A warm scarf, wound once. */
export function scarf(colour: string): string {
  const [shade, shine] = [darker(colour, 0.35), lighter(colour, brightness(colour) > 0.7 ? 0.5 : 0.22)]
  const fold = (y: number, tone: string) =>
    `<path d="M-150 ${y}Q0 ${y + 62} 150 ${y - 6}" fill="none" stroke="${tone}" stroke-width="9" stroke-linecap="round" opacity=".45" filter="url(#soft3)"/>`
  return `<path d="M54 318C96 380 110 520 98 860L206 860C212 560 190 400 140 310Z" fill="${darker(colour, 0.12)}"/>
<path d="M-164 258C-186 214 -118 206 -92 224C-30 262 40 262 96 222C126 204 186 214 168 262C184 312 140 366 10 368C-130 368 -186 316 -164 258Z" fill="${colour}"/>${fold(262, shade)}${fold(292, shine)}${fold(318, shade)}
<path d="M112 400Q150 410 190 398M116 470Q156 480 200 468M112 540Q156 552 200 538" stroke="${shade}" stroke-width="7" opacity=".3" fill="none"/>`
}
