import { once } from 'node:events'
import { createServer } from 'node:net'
import { troubleWithRedis } from '../database/redis.ts'
import { listenError } from '../http/listen.ts'
import { PlatformError } from '../platform-error.ts'
import { createPlatform } from '../platform.ts'
import type { Deployment, Ground } from './deployment.ts'
import { createLog } from './log.ts'
import { stopWish } from './stop-wish.ts'

/** After the drain. What has not stopped by then ends with the process: Ctrl-C takes 5 s at most. */
const patienceMs = 4500

/** What was started, in order; each is given how long running work may take to end. */
type Stops = ((drainMs: number) => Promise<void>)[]

/** What one process does. Several share the work by Redis. */
export type Part = 'web' | 'worker'

/** Runs web, worker or both in this process until a signal ends it. Prints its progress and one line when ready. */
export async function start(
  deployment: Deployment,
  print: (line: string) => void,
  parts: readonly Part[] = ['web', 'worker'],
): Promise<void> {
  if (parts.length === 1) assertRedis(deployment)
  const startedAt = Date.now()
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`
  // Before anything is started: a port that is taken is the likeliest mistake.
  if (parts.includes('web')) await assertPortIsFree(deployment.host, deployment.port)

  const wish = stopWish(() => print(`${nameOf(parts)} is stopping`))
  const name = nameOf(parts)
  print(`${name} is starting`)
  for (const warning of deployment.warnings ?? []) print(`  note: ${warning}`)
  const stops: Stops = []
  const begun = begin(deployment, { parts, print, seconds, stops, signal: wish.signal })
  let failure: unknown
  try {
    await Promise.race([lossOf(begun), wish.asked])
  } catch (error) {
    failure = error
  }
  const patience = setTimeout(() => process.exit(1), wish.drainMs() + patienceMs)
  await stopAll(stops, wish.drainMs())
  // A start that was cut short may have opened one thing more.
  await Promise.allSettled([begun])
  await stopAll(stops, 0)
  clearTimeout(patience)
  wish.drop()
  if (failure !== undefined && !wish.signal.aborted) throw failure
  print(`${name} has stopped`)
}

/** Throws when the start fails, or later when what it stands on has ended by itself. */
async function lossOf(begun: Promise<Ground>): Promise<void> {
  const { lost } = await begun
  const reason = await (lost ?? new Promise<never>(() => {}))
  throw new PlatformError('unavailable', reason)
}

async function stopAll(stops: Stops, drainMs: number): Promise<void> {
  for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop(drainMs)
}

async function begin(
  deployment: Deployment,
  options: {
    readonly parts: readonly Part[]
    readonly print: (line: string) => void
    readonly seconds: () => string
    readonly stops: Stops
    readonly signal: AbortSignal
  },
): Promise<Ground> {
  const { parts, print, seconds, stops, signal } = options
  const ground = await deployment.ground({
    onProgress: (line) => print(`  ${line}`),
    signal,
    isShared: parts.length === 1,
  })
  stops.push(ground.stop)
  signal.throwIfAborted()
  print(`  ${ground.about} (${seconds()})`)
  const trouble = await redisTrouble(deployment)
  // It may come later, and the chat goes on without it: text arrives whole, photos wait.
  if (trouble !== undefined) print(`  note: ${trouble}`)
  signal.throwIfAborted()
  const platform = createPlatform({
    settings: { ...deployment.settings, databaseUrl: ground.databaseUrl },
    plugins: deployment.plugins,
    log: createLog(deployment.logLevel, {
      isPretty: process.stderr.isTTY && deployment.settings.isProduction !== true,
    }),
  })
  stops.push(async (drainMs) => await platform.close({ drainMs }))
  await platform.migrate()
  signal.throwIfAborted()
  print(`  database is up to date (${seconds()})`)
  if (parts.includes('worker')) await platform.work()
  if (parts.includes('web')) await platform.web.listen(deployment.port, deployment.host)
  if (deployment.notes.length > 0)
    print('  stand-ins are in use: npm run parlor -- doctor says which, and what to set')
  const where = parts.includes('web') ? `: ${deployment.settings.publicUrl}` : ''
  print(`${nameOf(parts)} is ready after ${seconds()}${where}`)
  return ground
}

function nameOf(parts: readonly Part[]): string {
  const [part] = parts
  return parts.length === 1 && part !== undefined ? `Parlor ${part}` : 'Parlor'
}

/** A second process without a shared bus would answer late and stream nothing. */
function assertRedis(deployment: Deployment): void {
  if (deployment.settings.redisUrl !== undefined) return
  throw new PlatformError('validation', 'Web and worker in processes of their own need Redis: set REDIS_URL')
}

async function redisTrouble({ settings }: Deployment): Promise<string | undefined> {
  return settings.redisUrl === undefined ? undefined : await troubleWithRedis(settings.redisUrl)
}

async function assertPortIsFree(host: string, port: number): Promise<void> {
  const probe = createServer()
  try {
    probe.listen(port, host)
    await once(probe, 'listening')
  } catch (cause) {
    throw listenError(cause as NodeJS.ErrnoException, host, port)
  } finally {
    probe.close()
  }
}
