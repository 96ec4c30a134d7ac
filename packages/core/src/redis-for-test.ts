import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'

export type TestRedis = {
  readonly url: string
  /** Ends it as `kill -9` does. */
  readonly kill: () => Promise<void>
  /** It stays connected and answers nothing, until it is killed or stopped. */
  readonly freeze: () => void
  /** Starts it again on the same port, empty. */
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** A real Redis on a free port of 127.0.0.1 that keeps nothing on disk. `REDIS_SERVER` names the program. */
export async function startTestRedis(): Promise<TestRedis> {
  const program = process.env.REDIS_SERVER ?? 'redis-server'
  const folder = await mkdtemp(join(tmpdir(), 'parlor-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let child: ChildProcess | undefined

  const start = async () => {
    const args = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--save',
      '',
      '--appendonly',
      'no',
    ]
    const started = spawn(program, args, { stdio: 'ignore' })
    child = started
    const failed = once(started, 'error').then(([error]) => {
      throw new Error(`Redis is needed here: install redis-server, or name the program in REDIS_SERVER`, {
        cause: error,
      })
    })
    await Promise.race([answers(url), failed])
  }
  const end = async (signal: NodeJS.Signals) => {
    const ending = child
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return
    ending.kill(signal)
    await once(ending, 'exit')
  }
  await start()
  return {
    url,
    start,
    freeze: () => void child?.kill('SIGSTOP'),
    kill: async () => await end('SIGKILL'),
    async stop() {
      child?.kill('SIGCONT')
      await end('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 50 })
  redis.on('error', () => {})
  await redis.ping()
  redis.disconnect()
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP port was asked for
  server.close()
  await once(server, 'close')
  return port
}
