import type { Chance } from '../../chance.ts'
import type { Texture } from '../hair-words.ts'
import { between, curve, lerp, type Point, resample } from './shape.ts'

/** `middle` and `deep` are flat tones near the fill; `light` and `dark` are for fine lines. */
export type Tint = {
  readonly fill: string
  readonly light: string
  readonly dark: string
  readonly middle: string
  readonly deep: string
}

type Edges = readonly [readonly Point[], readonly Point[]]

const waves: Readonly<Record<Texture, number>> = { straight: 0, wavy: 11, curly: 15, coily: 10 }

/**
 * A lock of hair between two edges that both run from root to tip.
 *
 * Waves grow towards the tips; fine strands follow the flow between the edges. Curls are puffs laid
 * over the same area.
 */
export function lock(edge: Edges, texture: Texture, tint: Tint, drawn: Chance): string {
  const phase = drawn.between(0, 3)
  const [outer, inner] = [
    wave(resample(edge[0], 22), waves[texture], phase),
    wave(resample(edge[1], 22), waves[texture], phase),
  ]
  const body = `<path d="${between(outer, inner)}" fill="${tint.fill}"/>`
  const strands = Array.from({ length: 15 }, (_, index) => {
    const share = 0.04 + (index / 14) * 0.92 + drawn.between(-0.02, 0.02)
    const [from, to] = [Math.floor(drawn.between(0, 4)), 22 - Math.floor(drawn.between(0, 4))]
    const path = outer.map((point, at) => lerp(point, inner[at] ?? point, share)).slice(from, to)
    const tone = drawn.happens(0.5) ? tint.light : tint.dark
    return `<path d="${curve(path)}" fill="none" stroke="${tone}" stroke-width="${drawn.between(1.5, 5).toFixed(1)}" stroke-linecap="round" opacity="${drawn.between(0.14, 0.42).toFixed(2)}"/>`
  })
  return `<g>${body}${strands.join('')}${curls(edge, texture, tint, drawn)}</g>`
}

/** Ringlets where the lock is long, puffs where it is short or tightly coiled. */
function curls(edge: Edges, texture: Texture, tint: Tint, drawn: Chance): string {
  if (texture !== 'curly' && texture !== 'coily') return ''
  const [outer, inner] = edge
  const long = Math.abs((outer.at(-1)?.[1] ?? 0) - (outer[0]?.[1] ?? 0)) > 420
  if (texture === 'curly' && long) return ringlets(edge, tint, drawn)
  return puffs(resample(outer, 22), resample(inner, 22), texture, drawn)
}

/** Each ringlet is a thick wavy stroke with a thin light beside it. */
function ringlets([outer, inner]: Edges, tint: Tint, drawn: Chance): string {
  const [one, other] = [resample(outer, 52), resample(inner, 52)]
  return [0.02, 0.32, 0.64, 0.96, 0.16, 0.48, 0.8]
    .map((share, index) => {
      const phase = drawn.between(0, 6)
      const line = one.map((point, at): Point => {
        const [x, y] = lerp(point, other[at] ?? point, share)
        return [x + Math.sin(at * 0.92 + phase) * Math.min(15, at * 0.9), y]
      })
      const path = line.slice(0, 52 - Math.floor(drawn.between(0, 7)))
      const light = path.map(([x, y]): Point => [x - 6, y - 4])
      return `<path d="${curve(path)}" fill="none" stroke="${index > 3 ? tint.middle : tint.deep}" stroke-width="34" stroke-linecap="round"/><path d="${curve(light)}" fill="none" stroke="${tint.light}" stroke-width="6" stroke-linecap="round" opacity=".42"/>`
    })
    .join('')
}

/** Round curls with a light side, along both edges of a lock and between them. */
function puffs(outer: readonly Point[], inner: readonly Point[], texture: Texture, drawn: Chance): string {
  const size = texture === 'coily' ? 22 : 34
  const rows = [0, 0.35, 0.7, 1]
  return outer
    .map((point, at) =>
      rows
        .filter(() => drawn.happens(0.8))
        .map((share) => {
          const [x, y] = lerp(point, inner[at] ?? point, share)
          return puff(
            x + drawn.between(-7, 7),
            y + drawn.between(-7, 7),
            size * drawn.between(0.75, 1.15),
            drawn,
          )
        })
        .join(''),
    )
    .join('')
}

export function puff(x: number, y: number, radius: number, drawn: Chance): string {
  const turn = drawn.between(0, 360).toFixed(0)
  const ring = `<circle r="${(radius * 0.62).toFixed(1)}" fill="none" stroke="url(#curlLine)" stroke-width="4" stroke-dasharray="${(radius * 1.7).toFixed(0)} 99" transform="rotate(${turn})" opacity=".38"/>`
  return `<g transform="translate(${x.toFixed(1)} ${y.toFixed(1)})"><circle r="${radius.toFixed(1)}" fill="url(#curl)"/>${ring}</g>`
}

function wave(points: readonly Point[], amplitude: number, phase: number): Point[] {
  return points.map(([x, y], index) => {
    const growth = Math.min(1, Math.max(0, (index - 4) / 9))
    return [x + Math.sin(index * 0.95 + phase) * amplitude * growth, y]
  })
}
