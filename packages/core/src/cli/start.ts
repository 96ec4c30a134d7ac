import { once } from 'node:events'
import { createServer } from 'node:net'
import { PlatformError } from '../platform-error.ts'
import { createPlatform } from '../platform.ts'
import type { Deployment } from './deployment.ts'
import { createLog } from './log.ts'

const drainMs = 25_000

/** Runs web and worker in this process until a signal ends it. Prints its progress and one line when ready. */
export async function start(deployment: Deployment, print: (line: string) => void): Promise<void> {
  const startedAt = Date.now()
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`
  const log = createLog(deployment.logLevel, {
    isPretty: process.stderr.isTTY && deployment.settings.isProduction !== true,
  })
  // Before anything is started: a port that is taken is the likeliest mistake.
  await assertPortIsFree(deployment.host, deployment.port)

  print('Parlor is starting')
  const ground = await deployment.ground({ onProgress: (line) => print(`  ${line}`) })
  print(`  ${ground.about} (${seconds()})`)
  const platform = createPlatform({
    settings: { ...deployment.settings, databaseUrl: ground.databaseUrl },
    plugins: deployment.plugins,
    log,
  })
  const stopAll = async (drain: number) => {
    try {
      await platform.close({ drainMs: drain })
    } finally {
      await ground.stop()
    }
  }
  let stopping: Promise<void> | undefined
  const stop = async (drain: number) => {
    stopping ??= stopAll(drain)
    await stopping
  }
  const ended = stopOnSignals(stop, print)
  try {
    await platform.migrate()
    print(`  database is up to date (${seconds()})`)
    await platform.work()
    await platform.web.listen(deployment.port, deployment.host)
  } catch (error) {
    await stop(0)
    throw error
  }
  if (deployment.notes.length > 0)
    print('  stand-ins are in use: npm run parlor -- doctor says which, and what to set')
  print(`Parlor is ready after ${seconds()}: ${deployment.settings.publicUrl}`)
  await ended
}

/** npm forwards a Ctrl-C that the terminal has already sent to everybody: within this time it is one wish. */
const sameWishMs = 1000

/** Ctrl-C gives work back at once; SIGTERM lets running turns end. A second signal does not wait. */
async function stopOnSignals(
  stop: (drainMs: number) => Promise<void>,
  print: (line: string) => void,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let firstAt: number | undefined
    const on = (signal: NodeJS.Signals, drain: number) => {
      process.on(signal, () => {
        if (firstAt !== undefined) {
          if (Date.now() - firstAt > sameWishMs) process.exit(1)
          return
        }
        firstAt = Date.now()
        print('Parlor is stopping')
        stop(drain).then(() => {
          print('Parlor has stopped')
          resolve()
        }, reject)
      })
    }
    on('SIGINT', 0)
    on('SIGHUP', 0)
    on('SIGTERM', drainMs)
  })
}

async function assertPortIsFree(host: string, port: number): Promise<void> {
  const probe = createServer()
  try {
    probe.listen(port, host)
    await once(probe, 'listening')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause
    throw new PlatformError(
      'unavailable',
      `Port ${port} is taken by another program. Stop it, or choose another: PORT=${port + 1} npm start`,
    )
  } finally {
    probe.close()
  }
}
