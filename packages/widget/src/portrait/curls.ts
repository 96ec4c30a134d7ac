import { svg, type SVGTemplateResult } from 'lit'
import type { Hair } from './hair-words.ts'

type Curls = readonly (readonly [x: number, y: number, radius: number])[]

// along the outline of the drawn hair, so that it is round where straight hair is smooth, also when blurred
const behind = {
  long: [...dome(108, 122, 27), ...falling(104, 250, 390, 29)],
  bob: [...dome(108, 122, 27), ...falling(110, 240, 330, 28)],
  short: [...dome(90, 110, 23), ...falling(90, 226, 250, 20)],
} as const satisfies Record<Hair, Curls>

const before = {
  long: dome(80, 92, 20),
  bob: dome(80, 92, 20),
  short: dome(76, 92, 20),
} as const satisfies Record<Hair, Curls>

/** Curls that stand out behind the head, and those along the hairline. */
export const curlsBehind = (hair: Hair): SVGTemplateResult => circles(behind[hair])
export const curlsBefore = (hair: Hair): SVGTemplateResult => circles(before[hair])

function circles(curls: Curls): SVGTemplateResult {
  return svg`<g fill="url(#hair)">${curls.map(
    ([x, y, radius]) => svg`<circle cx=${x} cy=${y} r=${radius} />`,
  )}</g>`
}

/** Over the head from ear to ear. */
function dome(wide: number, high: number, radius: number): Curls {
  const count = Math.round((wide + high) / radius / 0.62)
  return Array.from({ length: count + 1 }, (_, index) => {
    const angle = Math.PI * (1 + index / count)
    const size = radius * (index % 2 === 0 ? 1.08 : 0.9)
    return [Math.round(200 + wide * Math.cos(angle)), Math.round(212 + high * Math.sin(angle)), size] as const
  })
}

/** Down both sides of the face. */
function falling(wide: number, from: number, to: number, radius: number): Curls {
  const count = Math.round((to - from) / radius / 1.1)
  return Array.from({ length: count + 1 }, (_, index) => {
    const y = Math.round(from + ((to - from) * index) / count)
    const x = wide + (index % 2 === 0 ? 8 : -6)
    return [
      [200 - x, y, radius],
      [200 + x, y, radius],
    ] as const
  }).flat()
}
