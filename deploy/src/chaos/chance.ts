/** Numbers that a seed repeats (Park and Miller's minimal standard generator). */
export type Chance = {
  /** Below 1. */
  readonly next: () => number
  /** From 0 to below `limit`. */
  readonly below: (limit: number) => number
  readonly pick: <T>(from: readonly [T, ...T[]]) => T
}

export function chance(seed: number): Chance {
  let state = (Math.abs(Math.trunc(seed)) % 2_147_483_646) + 1
  const next = () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  // Seeds that lie side by side begin alike.
  for (let warmUp = 0; warmUp < 5; warmUp++) next()
  const below = (limit: number) => Math.floor(next() * limit)
  return { next, below, pick: (from) => from[below(from.length)] ?? from[0] }
}
