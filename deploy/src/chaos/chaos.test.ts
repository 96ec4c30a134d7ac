import test, { type ExecutionContext } from 'ava'
import { openFleet } from './fleet.ts'
import type { Blow } from './points.ts'
import { faultOf, pointNamed, run, type Fault } from './run.ts'
import { scars } from './scars.ts'

/**
 * The short version of `npm run chaos`: several blows in each run, with seeds that are always the same. No turn is
 * struck more than twice, since it is not begun a fourth time; and only one worker is frozen, since another must be
 * there to take over.
 */
const rounds: readonly {
  readonly title: string
  readonly seed: number
  readonly blows: readonly (readonly [point: string, blow: Blow, nth?: number])[]
}[] = [
  {
    title: 'processes are killed, and a worker is frozen with an answer in its hand',
    seed: 11,
    blows: [
      ['inbox.stored', 'kill'],
      ['message.accepted', 'kill', 3],
      ['turn.ending', 'freeze'],
      ['stream.reading', 'kill', 9],
      ['photo.billed', 'kill', 2],
    ],
  },
  {
    title: 'connections to the database break',
    seed: 12,
    blows: [
      ['inbox.applied', 'cut'],
      ['message.accepting', 'cut', 2],
      ['turn.claimed', 'cut'],
      ['turn.ordered', 'cut-all', 2],
      ['photo.starting', 'cut', 2],
      ['photo.ending', 'cut-all'],
      ['audit.sealing', 'cut', 2],
    ],
  },
  {
    title: 'workers are killed, and one is frozen with a photo in its hand',
    seed: 13,
    blows: [
      ['turn.streaming', 'kill'],
      ['photo.started', 'freeze', 2],
    ],
  },
]

const fleet = await openFleet({ provider: 'repeats', recovery: { claimSeconds: 4, sweepSeconds: 1 } })
test.after.always(async () => await fleet.close())

for (const { title, seed, blows } of rounds) {
  test.serial(`${title}: all is answered, painted and counted once`, async (t) => {
    const faults = blows.map(([point, blow, nth = 1]) => ({ point: named(t, point), blow, nth }))
    await holds(t, seed, faults)
  })
}

for (const { seed, point, blow, provider, broke } of scars) {
  if (provider !== fleet.provider) continue
  test.serial(`once at ${point}: ${broke}`, async (t) => {
    await holds(t, seed, [faultOf(named(t, point), seed, blow)])
  })
}

test.serial('the audit log is whole after all that', async (t) => {
  const { code, output } = await fleet.run('audit', 'verify')

  t.is(code, 0, output)
  t.regex(output, /is whole/)
})

async function holds(t: ExecutionContext, seed: number, faults: readonly Fault[]): Promise<void> {
  const { problems, messages, photos, refused, recoveryMs } = await run(fleet, { seed, faults })
  t.deepEqual(problems, [])
  t.is(messages, 12)
  t.is(photos, 3)
  t.log(`whole ${(recoveryMs / 1000).toFixed(1)} s after the first blow, ${refused} late writes refused`)
}

function named(t: ExecutionContext, name: string): Fault['point'] {
  const point = pointNamed(name)
  if (point === undefined) throw t.fail(`There is no point ${name}`)
  return point
}
