import { brightness, darker, lighter } from '../colour.ts'
import type { Look } from '../look.ts'

export function glasses(look: Look, turn: number): string {
  const frame = brightness(look.hair.colour) > 0.5 ? '#6b3f2c' : '#2b2228'
  const lens = (way: 1 | -1) =>
    `<rect x="${way * 66 + turn - 52}" y="-40" width="104" height="84" rx="40" fill="#fff" fill-opacity=".1" stroke="${frame}" stroke-width="7"/><path d="M${way * 66 + turn - 30} -14l22 -16" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity=".4"/>`
  return `${lens(-1)}${lens(1)}<path d="M${turn - 16} -8Q${turn} -18 ${turn + 16} -8M${turn - 118} -12L-150 -22M${turn + 118} -12L150 -22" fill="none" stroke="${frame}" stroke-width="7" stroke-linecap="round"/>`
}

export function earrings(): string {
  const ring = (way: 1 | -1) =>
    `<circle cx="${way * 160}" cy="74" r="17" fill="none" stroke="#e0b25c" stroke-width="5"/><path d="M${way * 160 - 10} 62q8 -8 16 -4" fill="none" stroke="#fff3cf" stroke-width="3" stroke-linecap="round"/>`
  return ring(-1) + ring(1)
}

export function hat(look: Look): string {
  const colour = lighter(look.cloth, 0.05)
  const shade = darker(colour, 0.35)
  if (look.hat === 'beanie') {
    const knit = Array.from(
      { length: 13 },
      (_, index) =>
        `<path d="M${(index - 6) * 26} -176Q${(index - 6) * 22} -280 ${(index - 6) * 6} -352" fill="none" stroke="${shade}" stroke-width="6" opacity=".25"/>`,
    ).join('')
    return `<path d="M-178 -150C-184 -300 -90 -362 0 -362C90 -362 184 -300 178 -150Z" fill="${colour}"/>${knit}<path d="M-186 -190Q0 -232 186 -190L186 -118Q0 -164 -186 -118Z" fill="${lighter(colour, 0.14)}"/><path d="M-186 -118Q0 -164 186 -118" fill="none" stroke="${shade}" stroke-width="6" opacity=".5"/>`
  }
  const straw = '#d9bb86'
  return `<path d="M-150 -180C-150 -300 -110 -358 0 -358C110 -358 150 -300 150 -180Z" fill="${straw}"/><path d="M-152 -236Q0 -270 152 -236L154 -186Q0 -216 -154 -186Z" fill="${shade}"/><path d="M-300 -150C-270 -224 -120 -214 0 -214C120 -214 270 -224 300 -150C200 -178 100 -176 0 -176C-100 -176 -200 -178 -300 -150Z" fill="${lighter(straw, 0.22)}"/><path d="M-300 -150C-200 -178 -100 -176 0 -176C100 -176 200 -178 300 -150" fill="none" stroke="${darker(straw, 0.3)}" stroke-width="5" opacity=".5"/>`
}
