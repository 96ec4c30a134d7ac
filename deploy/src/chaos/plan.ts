import { faultOf, pointNamed, type Fault } from './run.ts'
import { points, type Blow, type Point } from './points.ts'
import { scars } from './scars.ts'

export type Provider = 'repeats' | 'finds'

/** A run that is to be done. */
export type Planned = {
  readonly seed: number
  readonly fault: Fault
  readonly provider: Provider
}

export type Choice = {
  readonly seed: number
  /** So many runs for each point. */
  readonly seeds: number
  readonly points?: readonly Point[] | undefined
  readonly blow?: Blow | undefined
  readonly provider?: Provider | undefined
}

/**
 * Every point with the blows that the seeds draw. What is left open is covered: what failed once comes first, points
 * with a fence see a frozen worker too, and those where a start's answer may be lost see both kinds of provider.
 */
export function plan(choice: Choice): readonly Planned[] {
  const planned = [...(isOpen(choice) ? failedOnce() : [])]
  for (const point of choice.points ?? points) {
    const add = (provider: Provider, seed: number, blow = choice.blow) =>
      planned.push({ seed, fault: faultOf(point, seed, blow), provider })
    for (let index = 0; index < choice.seeds; index++) {
      const seed = choice.seed + index
      add(choice.provider ?? 'repeats', seed)
      if (choice.provider === undefined && point.isStart === true) add('finds', seed)
    }
    if (choice.blow === undefined && point.isFenced === true)
      add(choice.provider ?? 'repeats', choice.seed + choice.seeds, 'freeze')
  }
  // One fleet for each kind of provider.
  return planned.toSorted((a, b) => b.provider.localeCompare(a.provider))
}

const isOpen = ({ points, blow, provider }: Choice) =>
  points === undefined && blow === undefined && provider === undefined

function failedOnce(): readonly Planned[] {
  return scars.flatMap(({ seed, point: name, blow, provider }) => {
    const point = pointNamed(name)
    return point === undefined ? [] : [{ seed, fault: faultOf(point, seed, blow), provider }]
  })
}
