import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'

/** Parlor as its operator runs it: a process of its own, from the built command. */
export type RunningParlor = {
  readonly url: string
  readonly child: ChildProcess
  readonly output: () => string
  /** Resolves with the exit code, or null after a kill. */
  readonly ended: Promise<number | null>
}

const command = fileURLToPath(new URL('../../packages/core/bin/parlor.js', import.meta.url))
const reference = fileURLToPath(new URL('parlor.config.js', import.meta.url))

/** A folder for one deployment's data, reachable for the database's user; removed after the test. */
export async function dataFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-run-'))
  const { chmod } = await import('node:fs/promises')
  await chmod(folder, 0o755)
  t.teardown(async () => await rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP port was asked for
  server.close()
  await once(server, 'close')
  return port
}

/** Runs `parlor <args>` to its end. */
export async function runParlor(args: readonly string[], env: NodeJS.ProcessEnv) {
  const parlor = spawnParlor(args, env)
  return { code: await parlor.ended, output: parlor.output() }
}

/**
 * Starts Parlor, or its web or worker alone, and resolves when it says that it is ready; throws with what it
 * printed when it ends before.
 */
export async function startParlor(
  t: ExecutionContext,
  env: NodeJS.ProcessEnv,
  part: 'start' | 'web' | 'worker' = 'start',
  config = reference,
): Promise<RunningParlor> {
  const port = env.PORT ?? String(await freePort())
  const parlor = spawnParlor([part], { ...env, PORT: port }, config)
  t.teardown(async () => {
    if (parlor.child.exitCode !== null || parlor.child.signalCode !== null) return
    parlor.child.kill('SIGINT')
    await parlor.ended
  })
  await parlor.says(/^Parlor(?: web| worker)? is ready/m)
  return { ...parlor, url: `http://localhost:${port}` }
}

/** Starts the command and leaves it to the test. */
export function spawnParlor(args: readonly string[], env: NodeJS.ProcessEnv, config = reference) {
  const { PATH, HOME } = process.env
  // In the data folder: a developer's own .env must not steer a test.
  const child = spawn(process.execPath, [command, '--config', config, ...args], {
    cwd: env.PARLOR_DATA,
    env: { PATH, HOME, ...env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  /** Resolves when this was printed; throws with what was when the process ends before. */
  const says = async (words: RegExp) =>
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (words.test(output)) resolve()
      }
      child.stdout.on('data', look)
      look()
      void ended.then((code) => reject(new Error(`Parlor ended with ${code}:\n${output}`)))
    })
  return { child, output: () => output, ended, says }
}
