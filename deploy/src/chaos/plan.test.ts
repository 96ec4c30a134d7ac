import test from 'ava'
import { plan } from './plan.ts'
import { points } from './points.ts'
import { pointNamed } from './run.ts'
import { scars } from './scars.ts'

const named = (name: string) => points.filter((point) => point.name === name)

test('every point has a run for each seed, after those that failed once', (t) => {
  const planned = plan({ seed: 7, seeds: 2 })

  for (const point of points) {
    const own = planned.filter((one) => one.fault.point === point && one.provider === 'repeats')
    t.true([7, 8].every((seed) => own.some((one) => one.seed === seed)))
  }
  const first = planned.filter((one) => one.provider === 'repeats').slice(0, scars.length)
  for (const scar of scars.filter((one) => one.provider === 'repeats'))
    t.true(first.some(({ seed, fault }) => seed === scar.seed && fault.point.name === scar.point))
})

test('where a late write must be refused a worker is frozen; where a start may be lost both providers are tried', (t) => {
  const fenced = plan({ seed: 7, seeds: 1, points: named('turn.ending') })
  const start = plan({ seed: 7, seeds: 1, points: named('photo.billed') })

  t.true(fenced.some((one) => one.fault.blow === 'freeze'))
  t.deepEqual(
    start.map((one) => one.provider),
    ['repeats', 'finds'],
  )
})

test('what is asked for is all that is done, and the same seed is the same blow', (t) => {
  const choice = { seed: 7, seeds: 2, points: named('turn.ending'), blow: 'cut', provider: 'finds' } as const

  t.deepEqual(
    plan(choice).map(({ seed, fault, provider }) => [seed, fault.blow, provider]),
    [
      [7, 'cut', 'finds'],
      [8, 'cut', 'finds'],
    ],
  )
  t.deepEqual(plan({ ...choice, blow: undefined }), plan({ ...choice, blow: undefined }))
})

test('seeds that failed once name points that there are', (t) => {
  t.deepEqual(
    scars.filter((scar) => pointNamed(scar.point) === undefined),
    [],
  )
})
