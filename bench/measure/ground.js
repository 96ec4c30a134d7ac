import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { makeOpenFolder } from './open-folder.js'
import { cores, pin } from './pin.js'
import { startProcess } from './start-process.js'

/**
 * What all of them stand on, on the second core: a PostgreSQL that keeps its promises (fsync), Redis, and the
 * fake model. `close` stops everything and removes its data.
 */
export async function openGround({ redis: wantsRedis }) {
  const undo = []
  const close = async () => {
    for (const step of undo.reverse()) await step()
  }
  try {
    const folder = await makeOpenFolder('parlor-bench-')
    undo.push(async () => await rm(folder, { recursive: true, force: true, maxRetries: 5 }))
    const postgres = await startPostgres(folder)
    undo.push(postgres.stop)
    const redis = wantsRedis ? await startRedis() : undefined
    if (redis !== undefined) undo.push(async () => await redis.stop())
    const model = await startModel()
    undo.push(model.stop)
    return { folder, postgres, redis, model, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function startPostgres(folder) {
  const embedded = await import('../../packages/embedded-postgres/dist/index.js')
  const running = await embedded.startPostgres({ folder: join(folder, 'postgres'), database: 'parlor' })
  const note = await readFile(join(running.dataFolder, 'postmaster.pid'), 'utf8')
  const pid = Number(note.split('\n')[0])
  pin(pid, cores.beside)
  return {
    url: running.url,
    pid,
    version: running.version,
    stop: running.stop,
    /** Another empty database, so that nobody measures with tables of others. */
    async createDatabase(name) {
      await withClient(running.url, async (client) => await client.query(`create database ${name}`))
      return Object.assign(new URL(running.url), { pathname: `/${name}` }).href
    },
  }
}

export async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** As a deployment would run it: what was said is on disk within a second. */
async function startRedis() {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-bench-redis-'))
  const port = await freePort()
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
    'yes',
  ]
  const child = spawn('redis-server', args, { stdio: 'ignore' })
  await once(child, 'spawn')
  pin(child.pid, cores.beside)
  await untilReachable(port)
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: child.pid,
    async stop() {
      const ended = once(child, 'exit')
      child.kill()
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function startModel() {
  const model = await startProcess('../model/fake-model.js', {
    core: cores.beside,
    isReady: (said) => said.port,
  })
  const url = `http://127.0.0.1:${model.ready}`
  return {
    url,
    pid: model.pid,
    stop: async () => await model.stop(),
    async setMode(mode) {
      await fetch(`${url}/mode`, { method: 'POST', body: JSON.stringify(mode) })
    },
  }
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

async function untilReachable(port) {
  for (let tries = 0; ; tries++) {
    try {
      const socket = createConnection(port, '127.0.0.1')
      await once(socket, 'connect')
      socket.destroy()
      return
    } catch (error) {
      if (tries === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
