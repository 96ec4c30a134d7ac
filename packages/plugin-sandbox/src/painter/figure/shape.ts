export type Point = readonly [number, number]

const origin: Point = [0, 0]

const n = (value: number) => String(Math.round(value * 10) / 10)

/** A smooth open curve through the points (Catmull-Rom as Béziers); `start` is the command to begin with. */
export function curve(points: readonly Point[], start: 'M' | 'L' = 'M'): string {
  const at = (index: number): Point => points[Math.min(points.length - 1, Math.max(0, index))] ?? [0, 0]
  const [first] = points
  if (first === undefined) return ''
  let path = `${start}${n(first[0])} ${n(first[1])}`
  for (let index = 0; index < points.length - 1; index++) {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
    const one = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6]
    const two = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6]
    path += `C${[...one, ...two, ...to].map((value) => n(value)).join(' ')}`
  }
  return path
}

/** A closed shape between two edges that run in the same direction. */
export function between(one: readonly Point[], other: readonly Point[]): string {
  return `${curve(one)}${curve([...other].reverse(), 'L')}Z`
}

/** `count` points evenly along the smooth curve, so that two edges can be compared point by point. */
export function resample(corners: readonly Point[], count: number): Point[] {
  const points = dense(corners)
  const lengths = points.slice(1).map((point, index) => {
    const before = points[index] ?? point
    return Math.hypot(point[0] - before[0], point[1] - before[1])
  })
  const total = lengths.reduce((sum, length) => sum + length, 0)
  return Array.from({ length: count }, (_, step) => along(points, lengths, (total * step) / (count - 1)))
}

/** The points of the Catmull-Rom curve itself, close enough to be joined by lines. */
function dense(points: readonly Point[]): Point[] {
  const at = (index: number): Point => points[Math.min(points.length - 1, Math.max(0, index))] ?? origin
  return points.slice(1).flatMap((_, index) => {
    const four = [at(index - 1), at(index), at(index + 1), at(index + 2)] as const
    const steps = index === points.length - 2 ? 9 : 8
    return Array.from(
      { length: steps },
      (_, step) => [middle(four, 0, step / 8), middle(four, 1, step / 8)] as Point,
    )
  })
}

function middle(
  [before, from, to, after]: readonly [Point, Point, Point, Point],
  axis: 0 | 1,
  share: number,
): number {
  const [a, b, c, d] = [before[axis], from[axis], to[axis], after[axis]]
  return (
    0.5 *
    (2 * b +
      (c - a) * share +
      (2 * a - 5 * b + 4 * c - d) * share ** 2 +
      (3 * b - a - 3 * c + d) * share ** 3)
  )
}

function along(points: readonly Point[], lengths: readonly number[], distance: number): Point {
  let left = distance
  for (const [index, length] of lengths.entries()) {
    const from = points[index] ?? origin
    const to = points[index + 1] ?? origin
    if (left <= length) return lerp(from, to, length === 0 ? 0 : left / length)
    left -= length
  }
  return points.at(-1) ?? origin
}

export function lerp(from: Point, to: Point, share: number): Point {
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]
}

/** The same edge on the other side of the face. */
export const mirrored = (points: readonly Point[]): Point[] => points.map(([x, y]) => [-x, y])
