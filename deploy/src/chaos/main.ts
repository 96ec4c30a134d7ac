import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { openFleet, type Fleet } from './fleet.ts'
import { aboutBlows, blows, points, type Point } from './points.ts'
import { blowNamed, faultOf, pointNamed, run, type Run } from './run.ts'
import { tableOf } from './table.ts'

const usage = `npm run chaos -- [options]

Two webs and two workers on a real PostgreSQL and a real Redis, with the sandbox's model and painter. Three people
pay, talk and ask for a photo; at a named point something breaks. In the end every message is answered once, every
photo delivered and billed once, every hold settled or released, and the audit log is whole.

  --seed N          begin with this seed; without it a random one
  --seeds N         so many runs for each point, with one seed after the other (default 3)
  --quick           one run for each point
  --point NAME      only this point; may be repeated
  --blow NAME       always this blow; without it the seed decides
  --provider NAME   what an image provider lets one do with a start whose answer was lost: repeats it under the
                    same key (repeats, the default), or finds it by its key (finds)
  --list            the points and the blows
  --verbose         what the processes printed, when a run fails
  --help
`

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
    point: { type: 'string', multiple: true },
    blow: { type: 'string' },
    provider: { type: 'string', default: 'repeats' },
    list: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(usage)
else if (values.list) list()
else process.exitCode = (await chaos()) ? 0 : 1

function list(): void {
  for (const point of points) console.log(`${point.name.padEnd(20)}${point.part.padEnd(8)}${point.about}`)
  console.log('')
  for (const blow of blows) console.log(`${blow.padEnd(28)}${aboutBlows[blow]}`)
}

async function chaos(): Promise<boolean> {
  const seed = values.seed === undefined ? randomInt(1_000_000) : Number(values.seed)
  const count = values.quick ? 1 : Number(values.seeds)
  const blow = values.blow === undefined ? undefined : blowNamed(values.blow)
  const chosen = values.point?.map(pointNamed) ?? points
  const provider = values.provider === 'finds' ? 'finds' : 'repeats'
  const isRight =
    Number.isSafeInteger(seed) &&
    Number.isSafeInteger(count) &&
    (values.blow === undefined || blow !== undefined) &&
    chosen.every((point) => point !== undefined) &&
    values.provider === provider
  if (!isRight) {
    console.error(`That is not understood.\n\n${usage}`)
    return false
  }
  console.log(`seed ${seed}, ${count} run${count === 1 ? '' : 's'} for each of ${chosen.length} points`)
  const fleet = await openFleet({ provider })
  const stop = () => void fleet.close().finally(() => process.exit(1))
  process.once('SIGINT', stop)
  const runs: { readonly point: Point; readonly run: Run }[] = []
  try {
    for (const point of chosen as readonly Point[]) {
      for (let index = 0; index < count; index++) {
        const fault = faultOf(point, seed + index, blow)
        const done = await run(fleet, { seed: seed + index, faults: [fault] })
        runs.push({ point, run: done })
        tell(fleet, seed + index, done, provider)
      }
    }
    const audit = await fleet.run('audit', 'verify')
    console.log(`\n${tableOf(runs)}\n\n${audit.output.trim()}`)
    return audit.code === 0 && runs.every((one) => one.run.problems.length === 0)
  } finally {
    process.off('SIGINT', stop)
    await fleet.close()
  }
}

function tell(fleet: Fleet, seed: number, { faults, recoveryMs, problems }: Run, provider: string): void {
  const [fault] = faults
  if (fault === undefined) return
  const what = `${fault.point.name}, time ${fault.nth}: ${fault.blow}`
  if (problems.length === 0) {
    console.log(`  ok    seed ${seed}  ${what}, whole after ${(recoveryMs / 1000).toFixed(1)} s`)
    return
  }
  console.log(`  FAILED  seed ${seed}  ${what}`)
  for (const problem of problems) console.log(`    ${problem}`)
  const again = `--seed ${seed} --seeds 1 --point ${fault.point.name} --blow ${fault.blow} --provider ${provider}`
  console.log(`    again: npm run chaos -- ${again}`)
  if (values.verbose) console.log(fleet.output())
}
