import { brightness, darker, lighter, mix } from '../colour.ts'
import type { Garment, Look } from '../look.ts'
import type { Scene } from '../scene.ts'
import { build } from './build.ts'

type Cut = {
  readonly colour: string
  readonly shade: string
  readonly shine: string
  readonly neck: number
  readonly shoulder: number
}

/** Clothes over the bust, drawn for the neckline that the garment has. */
export function garment(look: Look, scene: Scene): string {
  const colour = look.cloth
  const pale = brightness(colour) > 0.72
  const cut: Cut = {
    colour,
    shade: darker(colour, pale ? 0.2 : 0.4),
    shine: lighter(colour, pale ? 0.55 : 0.2),
    ...build(look),
  }
  const side = `<ellipse cx="${-scene.light * (cut.shoulder + 20)}" cy="620" rx="190" ry="330" fill="${darker(colour, 0.7)}" opacity=".34" filter="url(#soft30)"/><ellipse cx="${scene.light * cut.shoulder * 0.6}" cy="420" rx="150" ry="80" fill="${cut.shine}" opacity=".4" filter="url(#soft30)"/>`
  return `${pieces[look.garment](cut)}<g clip-path="url(#cloth)">${look.garment === 'knit' || look.garment === 'turtleneck' ? ribs(cut) : ''}${folds(cut)}${side}</g>`
}

const pieces: Readonly<Record<Garment, (cut: Cut) => string>> = {
  shirt: (cut) => cover(cut, openNeck(cut, 470)) + collar(cut, 470) + buttons(cut, 500),
  tee: (cut) => cover(cut, roundNeck(cut, 372)) + band(cut, 372),
  knit: (cut) => cover(cut, roundNeck(cut, 352)) + band(cut, 352),
  turtleneck: (cut) => cover(cut, roundNeck(cut, 318)) + highCollar(cut),
  blazer: (cut) => inner(cut) + cover(cut, openNeck(cut, 640)) + lapels(cut, 640),
  coat: (cut) => inner(cut) + cover(cut, openNeck(cut, 600)) + lapels(cut, 600),
  hoodie: (cut) => hood(cut) + cover(cut, roundNeck(cut, 378)) + hoodEdge(cut),
  dress: (cut) =>
    cover(cut, boatNeck(cut), { x: cut.shoulder * 0.66, y: 330 }) +
    `<path d="${boatNeck(cut)}" fill="none" stroke="${cut.shine}" stroke-width="6" opacity=".6"/>`,
}

/** The whole bust below a neckline that runs from the left shoulder to the right one; `seam` is where it ends. */
function cover(
  { neck, shoulder }: Cut,
  neckline: string,
  seam?: { readonly x: number; readonly y: number },
): string {
  const { x, y } = seam ?? { x: neck + 34, y: 284 }
  const bend = seam === undefined ? { x: neck + 110, y: 322 } : { x: x + 14, y: y + 4 }
  return `<path d="${neckline}C${bend.x} ${bend.y} ${shoulder * 0.74} 336 ${shoulder} 404C${shoulder + 44} 470 ${shoulder + 62} 640 ${shoulder + 70} 830H${-shoulder - 70}C${-shoulder - 62} 640 ${-shoulder - 44} 470 ${-shoulder} 404C${-shoulder * 0.74} 336 ${-bend.x} ${bend.y} ${-x} ${y}Z" fill="url(#clothFill)"/>`
}

const roundNeck = ({ neck }: Cut, low: number) =>
  `M${-neck - 34} 284C${-neck - 10} ${low - 10} ${-neck * 0.5} ${low} 0 ${low}C${neck * 0.5} ${low} ${neck + 10} ${low - 10} ${neck + 34} 284`
const openNeck = ({ neck }: Cut, low: number) =>
  `M${-neck - 34} 284C${-neck - 14} 340 ${-40} ${low - 60} 0 ${low}C40 ${low - 60} ${neck + 14} 340 ${neck + 34} 284`
const boatNeck = ({ neck, shoulder }: Cut) =>
  `M${-shoulder * 0.66} 330C${-neck - 40} 404 -60 424 0 424C60 424 ${neck + 40} 404 ${shoulder * 0.66} 330`

function band(cut: Cut, low: number): string {
  return `<path d="${roundNeck(cut, low)}" fill="none" stroke="${cut.shade}" stroke-width="20" opacity=".55"/><path d="${roundNeck(cut, low - 4)}" fill="none" stroke="${cut.shine}" stroke-width="4" opacity=".5"/>`
}

function ribs(cut: Cut): string {
  const lines = Array.from({ length: 25 }, (_, index) => {
    const x = (index - 12) * 34
    // below the neckline, which hangs lower towards the middle
    const top = 330 + 50 * Math.max(0, 1 - (Math.abs(x) * 0.72) / (cut.neck + 30))
    return `<path d="M${x * 0.72} ${top.toFixed(1)}Q${x} 520 ${x * 1.08} 830" fill="none" stroke="${index % 2 === 0 ? cut.shade : cut.shine}" stroke-width="7" opacity=".2"/>`
  })
  return lines.join('')
}

function highCollar(cut: Cut): string {
  const { neck } = cut
  const rib = Array.from(
    { length: 9 },
    (_, index) =>
      `<path d="M${(index - 4) * neck * 0.26} ${(228 + 22 * (1 - ((index - 4) / 4) ** 2)).toFixed(1)}L${(index - 4) * neck * 0.29} 330" stroke="${cut.shade}" stroke-width="5" opacity=".3"/>`,
  ).join('')
  return `<path d="M${-neck - 9} 224Q0 268 ${neck + 9} 224C${neck + 14} 270 ${neck + 30} 290 ${neck + 52} 306Q0 380 ${-neck - 52} 306C${-neck - 30} 290 ${-neck - 14} 270 ${-neck - 9} 224Z" fill="url(#clothFill)"/>${rib}<path d="M${-neck - 9} 226Q0 270 ${neck + 9} 226" fill="none" stroke="${cut.shine}" stroke-width="7" opacity=".6"/>`
}

function collar(cut: Cut, low: number): string {
  const { neck } = cut
  const flap = (way: 1 | -1) =>
    `<g transform="scale(${way} 1)"><path d="M${neck + 8} 250C${neck + 30} 270 ${neck + 44} 290 ${neck + 70} 306C${neck + 60} 350 ${neck + 20} 400 62 ${low - 38}C40 ${low - 70} ${neck - 8} 330 ${neck - 4} 270Z" fill="${cut.shade}" opacity=".4" transform="translate(6 10)"/><path d="M${neck + 8} 250C${neck + 30} 270 ${neck + 44} 290 ${neck + 70} 306C${neck + 60} 350 ${neck + 20} 400 62 ${low - 38}C40 ${low - 70} ${neck - 8} 330 ${neck - 4} 270Z" fill="${mix(cut.colour, cut.shine, 0.55)}"/></g>`
  return flap(-1) + flap(1)
}

function buttons(cut: Cut, from: number): string {
  const dots = [0, 1, 2, 3].map(
    (index) =>
      `<circle cx="6" cy="${from + 46 + index * 88}" r="8" fill="${cut.shine}" stroke="${cut.shade}" stroke-width="2.5"/>`,
  )
  return `<path d="M0 ${from - 30}L-4 830M26 ${from + 6}L26 830" stroke="${cut.shade}" stroke-width="4" opacity=".45" fill="none"/>${dots.join('')}`
}

/** A top under a jacket. */
function inner(cut: Cut): string {
  const under = brightness(cut.colour) > 0.6 ? '#4a3d48' : '#f1ebe3'
  return `<path d="${roundNeck(cut, 384)}L${cut.shoulder} 830H${-cut.shoulder}Z" fill="${under}"/><path d="${roundNeck(cut, 384)}" fill="none" stroke="${darker(under, 0.25)}" stroke-width="8" opacity=".5"/>`
}

function lapels(cut: Cut, low: number): string {
  const { neck } = cut
  const lapel = (way: 1 | -1) =>
    `<path transform="scale(${way} 1)" d="M${neck + 22} 272C${neck + 40} 290 ${neck + 60} 300 ${neck + 84} 312L${neck + 108} 408L${neck + 70} 420L${neck + 92} 462C${neck + 40} 540 30 ${low - 50} 0 ${low}C24 ${low - 90} ${neck} 380 ${neck + 22} 272Z" fill="${mix(cut.colour, cut.shine, 0.4)}" stroke="${cut.shade}" stroke-width="4" stroke-opacity=".5" stroke-linejoin="round"/>`
  return `${lapel(1)}${lapel(-1)}<path d="M0 ${low}L-6 830" stroke="${cut.shade}" stroke-width="5" opacity=".6"/>`
}

function hood(cut: Cut): string {
  return `<path d="M${-cut.neck - 100} 330C${-cut.neck - 90} 200 ${-cut.neck - 20} 190 ${-cut.neck} 240L${cut.neck} 240C${cut.neck + 20} 190 ${cut.neck + 90} 200 ${cut.neck + 100} 330Z" fill="${darker(cut.colour, 0.45)}"/>`
}

function hoodEdge(cut: Cut): string {
  const edge = (way: 1 | -1) =>
    `<path transform="scale(${way} 1)" d="M${cut.neck + 4} 222C${cut.neck + 80} 214 ${cut.neck + 104} 280 ${cut.neck + 96} 330C${cut.neck + 40} 370 40 388 0 392C40 350 ${cut.neck - 6} 300 ${cut.neck + 4} 222Z" fill="${mix(cut.colour, cut.shine, 0.3)}" stroke="${cut.shade}" stroke-width="3" stroke-opacity=".4"/>`
  const cord = (x: number, end: number) =>
    `<path d="M${x} 386Q${x * 1.1} 440 ${x * 0.9} ${end}" stroke="${cut.shine}" stroke-width="8" fill="none" stroke-linecap="round"/>`
  return edge(1) + edge(-1) + cord(-34, 520) + cord(34, 496)
}

function folds(cut: Cut): string {
  const fold = (way: 1 | -1) =>
    `<g transform="scale(${way} 1)"><path d="M${cut.shoulder * 0.72} 830C${cut.shoulder * 0.62} 700 ${cut.shoulder * 0.7} 580 ${cut.shoulder * 0.86} 500" fill="none" stroke="${cut.shade}" stroke-width="14" opacity=".55" stroke-linecap="round" filter="url(#soft8)"/><path d="M${cut.shoulder * 0.5} 640Q${cut.shoulder * 0.4} 560 ${cut.shoulder * 0.6} 470" fill="none" stroke="${cut.shade}" stroke-width="12" opacity=".28" stroke-linecap="round" filter="url(#soft8)"/></g>`
  return fold(-1) + fold(1)
}
