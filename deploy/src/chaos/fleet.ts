import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startTestRedis } from '@parlor/core/test/redis'
import { startTestPostgres } from '@parlor/embedded-postgres/test'
import pg from 'pg'
import { freePort, spawnParlor } from '../running-parlor.ts'
import type { Part } from './points.ts'
import { usualRecovery, type Recovery } from './recovery.ts'
import { openWire, type Passing, type Verdict, type Wire } from './wire.ts'

const config = fileURLToPath(new URL('chaos.config.js', import.meta.url))
const restartMs = 300

/** One process of the fleet, through all its lives. */
export type Member = {
  readonly name: string
  readonly part: Part
  readonly url: string
  /** Ends it as `kill -9` does; it is started again. */
  readonly kill: () => void
  readonly signal: (name: 'SIGSTOP' | 'SIGCONT') => void
  /** Breaks all its connections to the database. */
  readonly cut: () => void
}

/** Told of each statement of a member that passes its wire, and of each point that its plugins reach. */
export type Watcher = {
  readonly statement: (member: Member, passing: Passing) => Promise<Verdict> | undefined
  readonly point: (member: Member, name: string) => Promise<void>
}

export type Fleet = {
  readonly members: readonly Member[]
  readonly webs: readonly string[]
  readonly publicUrl: string
  /** Past the wires, for whoever looks at what has become. */
  readonly database: pg.Client
  readonly redis: Awaited<ReturnType<typeof startTestRedis>>
  readonly dataFolder: string
  readonly secret: string
  readonly provider: 'repeats' | 'finds'
  readonly recovery: Recovery
  readonly watch: (watcher: Watcher | undefined) => void
  /** Resolves when every member is up again. */
  readonly allReady: () => Promise<void>
  /** What no blow explains: members that ended by themselves, with what they had printed. */
  readonly surprises: readonly string[]
  readonly output: () => string
  /** Runs the `parlor` command on the same ground. */
  readonly run: (
    ...args: readonly string[]
  ) => Promise<{ readonly code: number | null; readonly output: string }>
  readonly close: () => Promise<void>
}

type FleetOptions = { readonly provider: 'repeats' | 'finds'; readonly recovery?: Recovery }

/** Two webs and two workers on a real PostgreSQL and a real Redis, each with its wire; who ends is started again. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const undo: (() => Promise<unknown> | void)[] = []
  const close = async () => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step()
  }
  try {
    return await build(options, undo, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function build(
  { provider, recovery = usualRecovery }: FleetOptions,
  undo: (() => Promise<unknown> | void)[],
  close: () => Promise<void>,
): Promise<Fleet> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'parlor-chaos-'))
  await chmod(dataFolder, 0o755)
  undo.push(async () => await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 }))
  const postgres = await startTestPostgres()
  undo.push(postgres.stop)
  const redis = await startTestRedis()
  undo.push(redis.stop)
  const database = new pg.Client({ connectionString: postgres.url })
  await database.connect()
  undo.push(async () => await database.end())

  let watcher: Watcher | undefined
  const surprises: string[] = []
  const members: Running[] = []
  const control = createServer((request, response) => {
    const [name = '', point = ''] = (request.url ?? '').slice(1).split('/')
    const member = members.find((one) => one.name === name)
    const met = member === undefined ? undefined : watcher?.point(member, point)
    void Promise.resolve(met).then(() => response.end())
  }).listen(0, '127.0.0.1')
  await once(control, 'listening')
  undo.push(() => {
    control.close().closeAllConnections()
  })
  const { port: controlPort } = control.address() as AddressInfo // a TCP port was asked for

  const secret = randomBytes(24).toString('hex')
  const ports = [await freePort(), await freePort()]
  const publicUrl = `http://localhost:${ports[0]}`
  const env = {
    PARLOR_DATA: dataFolder,
    PARLOR_SECRET: secret,
    REDIS_URL: redis.url,
    PUBLIC_URL: publicUrl,
    LOG_LEVEL: 'warn',
    CHAOS_PROVIDER: provider,
    CHAOS_CLAIM_SECONDS: String(recovery.claimSeconds),
    CHAOS_SWEEP_SECONDS: String(recovery.sweepSeconds),
  }
  const begin = async (name: string, part: Part, port?: number) => {
    const wire: Wire = await openWire(postgres.url, (passing) => watcher?.statement(member, passing))
    undo.push(wire.close)
    const member: Running = keepRunning({
      name,
      part,
      wire,
      env: {
        ...env,
        DATABASE_URL: wire.url,
        CHAOS_CONTROL: `http://127.0.0.1:${controlPort}/${name}`,
        ...(port === undefined ? {} : { PORT: String(port) }),
      },
      surprises,
    })
    undo.push(member.end)
    members.push(member)
  }
  for (const [index, port] of ports.entries()) await begin(`web-${index + 1}`, 'web', port)
  for (const index of [1, 2]) await begin(`worker-${index}`, 'worker')
  const allReady = async () => void (await Promise.all(members.map(async (member) => await member.ready())))
  await allReady()

  return {
    members,
    webs: ports.map((port) => `http://localhost:${port}`),
    publicUrl,
    database,
    redis,
    dataFolder,
    secret,
    provider,
    recovery,
    watch: (next) => {
      watcher = next
    },
    allReady,
    surprises,
    output: () => members.map((member) => `--- ${member.name}\n${member.output()}`).join('\n'),
    async run(...args) {
      const parlor = spawnParlor(args, { ...env, DATABASE_URL: postgres.url })
      return { code: await parlor.ended, output: parlor.output() }
    },
    close,
  }
}

type Running = Member & {
  readonly ready: () => Promise<void>
  readonly output: () => string
  readonly end: () => Promise<void>
}

function keepRunning(options: {
  readonly name: string
  readonly part: Part
  readonly wire: Wire
  readonly env: NodeJS.ProcessEnv
  readonly surprises: string[]
}): Running {
  const { name, part, wire, env, surprises } = options
  let isOver = false
  let isStruck = false
  let before = ''
  const start = () => spawnParlor([part], env, config)
  let life = start()
  let ready = life.says(/is ready/)
  const live = async () => {
    while (!isOver) {
      const code = await life.ended
      if (isOver) return
      if (!isStruck) surprises.push(`${name} ended by itself with ${code}:\n${life.output()}`)
      isStruck = false
      before = life.output()
      await delay(restartMs)
      if (isOver) return
      life = start()
      ready = life.says(/is ready/)
      ready.catch(() => {})
    }
  }
  const living = live()
  return {
    name,
    part,
    url: `http://localhost:${env.PORT ?? ''}`,
    kill() {
      isStruck = true
      life.child.kill('SIGKILL')
    },
    signal: (signal) => void life.child.kill(signal),
    cut: wire.cut,
    async ready() {
      // Between a blow and the new start the old life was ready.
      while (life.child.exitCode !== null || life.child.signalCode !== null) await delay(50)
      await ready
    },
    output: () => `${before}${life.output()}`,
    async end() {
      isOver = true
      life.child.kill('SIGCONT')
      life.child.kill('SIGKILL')
      await life.ended
      await living
    },
  }
}
