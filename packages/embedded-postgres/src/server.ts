import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import type { Binary } from './binary.ts'
import { withClient } from './connection.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { signalProcess } from './orphan.ts'
import { codeOf } from './process-start.ts'
import { processOptions, type ServerUser } from './run.ts'
import { openServerLog, type ServerLog } from './server-log.ts'
import { asArguments, type Settings } from './settings.ts'

export type ServerOptions = {
  readonly binary: Binary
  readonly user: ServerUser | undefined
  readonly home: string
  readonly data: string
  readonly password: string
  readonly settings: Settings
  readonly say: (line: string) => void
  readonly signal: AbortSignal | undefined
}

export type Server = {
  readonly port: number
  readonly stop: () => Promise<void>
  /** Resolves with the reason when the server ends without `stop`. */
  readonly lost: Promise<string>
}

/** Recovery after a crash counts in. */
const readyWithinMs = 60_000

/** What passes by itself: the port was taken between choosing and binding, or an older server just ends. */
const passing = /Address already in use|still in use|lock file "postmaster\.pid" already exists/

/** Starts the server on a free port and returns when it takes connections. */
export async function runServer(options: ServerOptions): Promise<Server> {
  const started = Date.now()
  for (;;) {
    const outcome = await tryServer(options)
    if (typeof outcome !== 'string') return outcome
    if (!passing.test(outcome) || Date.now() - started > 5000) {
      throw new EmbeddedPostgresError('start-failed', `PostgreSQL did not start: ${outcome}`, {
        hint: `Its log is ${options.home}/server.log.`,
      })
    }
    await delay(200, undefined, options.signal && { signal: options.signal })
  }
}

/** One try. A text tells why the server did not come up. */
async function tryServer(options: ServerOptions): Promise<Server | string> {
  const log = await openServerLog(options.home)
  try {
    const port = await freePort()
    const child = spawnServer(options, port, log)
    const failure = await becomesReady(child, port, options)
    if (failure === undefined && child.pid !== undefined) return server(child, child.pid, port, options)

    await stopChild(child)
    options.signal?.throwIfAborted()
    return `${failure ?? 'no process'} ${await log.tail()}`.trim()
  } finally {
    await log.close()
  }
}

/** Detached: Ctrl-C reaches the app alone, which closes what it has open and then calls `stop`. */
function spawnServer(options: ServerOptions, port: number, log: ServerLog): ChildProcess {
  const child = spawn(
    options.binary.postgres,
    ['-D', options.data, ...asArguments({ ...options.settings, port })],
    { ...processOptions(options.user), detached: true, stdio: ['ignore', log.descriptor, log.descriptor] },
  )
  child.on('error', () => undefined) // told by the missing pid
  child.unref()
  return child
}

/** Knows by connecting. Returns why it will not be, or undefined. */
async function becomesReady(
  child: ChildProcess,
  port: number,
  options: ServerOptions,
): Promise<string | undefined> {
  const deadline = Date.now() + readyWithinMs
  let problem = ''
  let refused = 0
  while (Date.now() < deadline && !options.signal?.aborted) {
    if (hasEnded(child)) return `it ended (${child.exitCode ?? child.signalCode ?? 'no process'}).`
    try {
      await withClient({ port, password: options.password }, (client) => client.query('select 1'))
      return undefined
    } catch (error) {
      problem = String(error)
      // Several times: until ours has found the port taken, another server may answer there.
      if (codeOf(error)?.startsWith('28') && (refused += 1) > 20) return problem
    }
    await delay(30)
  }
  return problem
}

function server(child: ChildProcess, pid: number, port: number, options: ServerOptions): Server {
  // An app that ends without `stop` takes the server along; a signal is all that fits into `exit`.
  const onExit = (): void => signalProcess(pid, 'SIGINT')
  let onEnd = (): void => {}
  const lost = new Promise<string>((resolve) => {
    onEnd = () => {
      process.off('exit', onExit)
      resolve(`PostgreSQL has ended by itself; ${options.home}/server.log says why`)
    }
  })
  process.on('exit', onExit)
  child.once('exit', onEnd)

  let stopped: Promise<void> | undefined
  return {
    port,
    lost,
    stop() {
      child.off('exit', onEnd)
      stopped ??= stopChild(child).finally(() => process.off('exit', onExit))
      return stopped
    },
  }
}

/** In order, which takes a tenth of a second; after 2.5 s as in a crash, which costs a recovery and no data. */
async function stopChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return
  child.ref()
  const ended = once(child, 'exit')
  const escalation = [
    setTimeout(() => child.kill('SIGQUIT'), 2500),
    setTimeout(() => child.kill('SIGKILL'), 3500),
  ]
  child.kill('SIGINT')
  await ended
  for (const timer of escalation) clearTimeout(timer)
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('the system gave no port')
  return address.port
}
