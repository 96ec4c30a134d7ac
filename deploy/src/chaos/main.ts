import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { openFleet } from './fleet.ts'
import { plan, type Choice, type Planned } from './plan.ts'
import { aboutBlows, blows, points } from './points.ts'
import { blowNamed, pointNamed, run, type Run } from './run.ts'
import { scars } from './scars.ts'
import { tableOf, type Done } from './table.ts'

const usage = `npm run chaos -- [options]

Two webs and two workers on a real PostgreSQL and a real Redis, with the sandbox's model and painter. In each run
three people pay, talk and ask for a photo, and at a named point something breaks. In the end every message is answered
once, every photo delivered and billed once, every hold settled or released, and the audit log is whole.

  --seed N          begin with this seed; without it a random one, which is printed. A seed decides who does what
                    when, which blow falls, and at which time that somebody passes the point
  --seeds N         so many rounds: runs for each point, with one seed after the other (default 3)
  --quick           one round
  --point NAME      only this point; may be repeated
  --blow NAME       always this blow; without it the seed decides
  --provider NAME   what an image provider lets one do with a start whose answer was lost: repeats it under the
                    same key (repeats), or finds it by its key (finds); without it both, where it matters
  --list            the points, the blows and the seeds that failed once
  --verbose         what the processes printed, when a run fails
  --help

Without --point, --blow and --provider, the seeds that failed once come first, and workers are frozen where a late write
must be refused. A run takes 5 to 15 seconds. The exit code is 1 when one failed; it is printed how to repeat it.
`

const options = {
  seed: { type: 'string' },
  seeds: { type: 'string', default: '3' },
  quick: { type: 'boolean', default: false },
  point: { type: 'string', multiple: true },
  blow: { type: 'string' },
  provider: { type: 'string' },
  list: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

const values = read()
const choice = values === undefined ? undefined : choose(values)
if (values?.help === true) console.log(usage)
else if (values?.list === true) list()
else if (values === undefined || choice === undefined) {
  console.error('That is not understood. Try: npm run chaos -- --help')
  process.exitCode = 1
} else process.exitCode = (await chaos(choice, values.verbose)) ? 0 : 1

function read() {
  try {
    return parseArgs({ options }).values
  } catch (error) {
    console.error(String(error instanceof Error ? error.message : error))
    return undefined
  }
}

/** What is asked for, or undefined when something in it is unknown. */
function choose(given: NonNullable<ReturnType<typeof read>>): Choice | undefined {
  const seed = given.seed === undefined ? randomInt(1_000_000) : Number(given.seed)
  const seeds = given.quick ? 1 : Number(given.seeds)
  const named = given.point?.map(pointNamed)
  const chosen = named?.filter((point) => point !== undefined)
  const blow = given.blow === undefined ? undefined : blowNamed(given.blow)
  const provider = (['repeats', 'finds'] as const).find((name) => name === given.provider)
  const isRight =
    Number.isSafeInteger(seed) &&
    Number.isSafeInteger(seeds) &&
    seeds > 0 &&
    chosen?.length === named?.length &&
    (given.blow === undefined) === (blow === undefined) &&
    (given.provider === undefined) === (provider === undefined)
  return isRight ? { seed, seeds, points: chosen, blow, provider } : undefined
}

function list(): void {
  for (const point of points) console.log(`${point.name.padEnd(20)}${point.part.padEnd(8)}${point.about}`)
  console.log('')
  for (const blow of blows) console.log(`${blow.padEnd(28)}${aboutBlows[blow]}`)
  console.log('')
  for (const scar of scars)
    console.log(`${`seed ${scar.seed}, ${scar.point}, ${scar.blow}`.padEnd(44)}${scar.broke}`)
}

async function chaos(chosen: Choice, isVerbose: boolean): Promise<boolean> {
  const planned = plan(chosen)
  console.log(`seed ${chosen.seed}, ${planned.length} runs`)
  const done: Done[] = []
  const audits: string[] = []
  let isWhole = true
  for (const provider of new Set(planned.map((one) => one.provider))) {
    const fleet = await openFleet({ provider })
    const stop = () => void fleet.close().finally(() => process.exit(1))
    process.once('SIGINT', stop)
    try {
      for (const one of planned) {
        if (one.provider !== provider) continue
        const result = await run(fleet, { seed: one.seed, faults: [one.fault] })
        done.push({ ...one, run: result })
        tell(one, result)
        if (result.problems.length > 0 && isVerbose) console.log(fleet.output())
      }
      const audit = await fleet.run('audit', 'verify')
      audits.push(audit.output.trim())
      isWhole &&= audit.code === 0
    } finally {
      process.off('SIGINT', stop)
      await fleet.close()
    }
  }
  console.log(`\n${tableOf(done)}\n\n${audits.join('\n')}`)
  return isWhole && done.every((one) => one.run.problems.length === 0)
}

function tell({ seed, fault, provider }: Planned, { recoveryMs, problems }: Run): void {
  const what = `${fault.point.name}, time ${fault.nth}: ${fault.blow}${provider === 'finds' ? ', provider finds' : ''}`
  if (problems.length === 0) {
    console.log(`  ok    seed ${seed}  ${what}, whole after ${(recoveryMs / 1000).toFixed(1)} s`)
    return
  }
  console.log(`  FAILED  seed ${seed}  ${what}`)
  for (const problem of problems) console.log(`    ${problem}`)
  const again = `--seed ${seed} --seeds 1 --point ${fault.point.name} --blow ${fault.blow} --provider ${provider}`
  console.log(`    again: npm run chaos -- ${again}`)
}
