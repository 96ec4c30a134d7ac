// `npm run bench:turn`: what a whole turn costs us, beside other ways to stream one. See docs/performance.md.
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { openGround } from './measure/ground.js'
import { canPin, cores, pin } from './measure/pin.js'
import { measureHistory } from './part/history.js'
import { measureIdle } from './part/idle.js'
import { measureSlowReader } from './part/slow-reader.js'
import { measureTurns, scenarios } from './part/turns.js'
import { goalsOf } from './report/goals.js'
import { markdown } from './report/markdown.js'
import { startTargets, targetNames } from './target/targets.js'

const parts = [...Object.keys(scenarios), 'history', 'idle', 'slow-reader']

const options = new Command('bench:turn')
  .description('Measures our whole turn beside other ways to stream one, and prints a page of Markdown')
  .option('--only <parts>', `these parts: ${parts.join(', ')}`, listOf(parts), parts)
  .option('--targets <names>', `these targets: ${targetNames.join(', ')}`, listOf(targetNames), targetNames)
  .option('--rounds <number>', 'how often each is measured, in turn', Number, 5)
  .option('--window <seconds>', 'how long a measurement takes', Number, 6)
  .option('--quick', 'one short round and less of everything, to see whether it runs')
  .option('--one-process', 'web and worker in one process without Redis')
  .option('--json <file>', 'where the figures of all rounds go', 'bench/results/turn.json')
  .option('--profile <folder>', 'keep a CPU profile of each measured process; costs some of what is measured')
  .parse()
  .opts()

const say = (line) => console.error(line)
const quick = options.quick === true
const settings = {
  say,
  rounds: quick ? 1 : options.rounds,
  warmMs: quick ? 500 : 2000,
  warmTurns: quick ? 0 : 1000,
  windowMs: quick ? 1500 : options.window * 1000,
  connections: quick ? 500 : 5000,
  lengths: quick ? [10, 1000] : [10, 1000, 10_000],
  ...(options.profile !== undefined && { profile: join(resolve(options.profile), 'parlor') }),
}

pin(process.pid, cores.beside)
if (!canPin()) say('note: processes are not bound to cores here; figures will vary more')
if (options.profile !== undefined) await mkdir(options.profile, { recursive: true })
const ground = await openGround({ redis: options.oneProcess !== true })
for (const signal of ['SIGINT', 'SIGTERM']) {
  // The processes that are measured end with this one.
  process.once(signal, () => void ground.close().finally(() => process.exit(1)))
}
let results
try {
  results = await measure()
} finally {
  await ground.close()
}
const goals = goalsOf(results)
await mkdir(dirname(resolve(options.json)), { recursive: true })
await writeFile(options.json, JSON.stringify({ ...results, goals }, undefined, 2))
console.log(markdown({ ...results, goals }))
process.exitCode = goals.every((goal) => goal.isMet) ? 0 : 1

async function measure() {
  const found = { machine: machine(), turns: {}, lengths: settings.lengths }
  const needed = options.only.some((part) => part in scenarios || part === 'history')
  if (needed) {
    const { targets, close } = await startTargets(options.targets, ground)
    try {
      for (const name of Object.keys(scenarios)) {
        if (options.only.includes(name))
          found.turns[name] = await measureTurns(name, { ...settings, targets, ground })
      }
      if (options.only.includes('history'))
        found.history = await measureHistory({ ...settings, targets, ground })
    } finally {
      await close()
    }
  }
  if (options.only.includes('idle')) found.idle = await measureIdle({ ...settings, ground })
  if (options.only.includes('slow-reader'))
    found.slowReader = await measureSlowReader({ ...settings, ground })
  return found
}

function machine() {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  return [
    new Date().toISOString().slice(0, 10),
    `${cpus().length} cores`,
    `Node ${process.versions.node}`,
    `PostgreSQL ${ground.postgres.version}`,
    ground.redis === undefined ? 'web and worker in one process' : 'web and worker apart, on Redis',
    `commit ${commit}`,
    `${settings.rounds} rounds of ${settings.windowMs / 1000} s`,
  ].join(', ')
}

function listOf(allowed) {
  return (text) => {
    const names = text.split(',').map((name) => name.trim())
    const unknown = names.filter((name) => !allowed.includes(name))
    if (unknown.length > 0) throw new InvalidArgumentError(`There is no ${unknown.join(', ')}.`)
    return names
  }
}
