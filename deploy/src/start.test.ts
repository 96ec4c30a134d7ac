import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { dataFolder, freePort, runParlor, spawnParlor, startParlor } from './running-parlor.ts'

test('starts on nothing, stops on Ctrl-C, and starts again on the same data after a kill -9', async (t) => {
  const env = { PARLOR_DATA: await dataFolder(t) }
  const first = await startParlor(t, env)
  t.is((await fetch(`${first.url}/readyz`)).status, 200)
  first.child.kill('SIGINT')
  t.is(await first.ended, 0)
  t.regex(first.output(), /Parlor has stopped/)

  const second = await startParlor(t, env)
  const person = { email: 'alex@example.com', password: 'correct horse', name: 'Alex' }
  const signUp = await post(`${second.url}/v1/auth/sign-up/email`, person)
  t.is(signUp.status, 200)
  second.child.kill('SIGKILL')
  await second.ended

  const third = await startParlor(t, env)
  t.is((await post(`${third.url}/v1/auth/sign-in/email`, person)).status, 200)
})

test('Ctrl-C in the middle of a start stops what was started', async (t) => {
  const env = { PARLOR_DATA: await dataFolder(t), PORT: String(await freePort()) }
  const wholeStart = spawnParlor(['start'], env)
  await wholeStart.says(/is ready/)
  wholeStart.child.kill('SIGINT')
  t.is(await wholeStart.ended, 0)

  for (const word of [/Parlor is starting/, /embedded PostgreSQL/, /up to date/]) {
    const parlor = spawnParlor(['start'], env)
    await parlor.says(word)
    parlor.child.kill('SIGINT')
    t.is(await parlor.ended, 0, String(word))
    t.regex(parlor.output(), /Parlor has stopped/)
    t.false(await isServed(env.PARLOR_DATA))
  }
})

test('when its embedded PostgreSQL is killed, Parlor ends and says where to look', async (t) => {
  const env = { PARLOR_DATA: await dataFolder(t) }
  const parlor = await startParlor(t, env)
  process.kill(Number(await serverPid(env.PARLOR_DATA)), 'SIGKILL')

  t.is(await parlor.ended, 1)
  t.regex(parlor.output(), /PostgreSQL has ended by itself; .*server\.log says why\n/)
  const again = await startParlor(t, env)
  t.is((await fetch(`${again.url}/readyz`)).status, 200)
})

test('a database that cannot be used is told in two lines, and the process ends', async (t) => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.teardown(() => silent.close())
  const { port } = silent.address() as AddressInfo // a TCP port was asked for
  const env = { PARLOR_DATA: await dataFolder(t), PORT: String(await freePort()) }

  for (const [address, reason] of [
    ['127.0.0.1:1', 'ECONNREFUSED'],
    [`127.0.0.1:${port}`, 'timeout'],
  ]) {
    const { code, output } = await runParlor(['start'], {
      ...env,
      DATABASE_URL: `postgres://somebody:a-password@${address}/parlor`,
    })
    t.is(code, 1)
    t.regex(output, new RegExp(`of DATABASE_URL is not there\n.*PostgreSQL at ${address}.*${reason}`))
    t.notRegex(output, /a-password| at .*\.js:/)
  }
})

test('a port that is taken is told with what to do, and nothing is started', async (t) => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  t.teardown(() => blocker.close())
  const { port } = blocker.address() as AddressInfo // a TCP port was asked for

  const { code, output } = await runParlor(['start'], {
    PARLOR_DATA: await dataFolder(t),
    PORT: String(port),
  })

  t.is(code, 1)
  t.regex(output, new RegExp(`Port ${port} is taken by another program.*PORT=${port + 1} npm start`))
  t.notRegex(output, /starting/)
})

test('data that another process holds is left alone, and the process is named', async (t) => {
  const env = { PARLOR_DATA: await dataFolder(t) }
  const holder = await startParlor(t, env)

  const { code, output } = await runParlor(['start'], { ...env, PORT: String(await freePort()) })

  t.is(code, 1)
  t.regex(output, new RegExp(`already running: process ${holder.child.pid}`))
  t.is((await fetch(`${holder.url}/readyz`)).status, 200)
})

test('doctor tells which plugin fills which slot', async (t) => {
  const PARLOR_DATA = await dataFolder(t)
  const sandboxed = await runParlor(['doctor'], { PARLOR_DATA })
  const real = await runParlor(['doctor'], {
    PARLOR_DATA,
    OPENAI_MODEL: 'm',
    OPENAI_BASE_URL: 'http://127.0.0.1:1/v1',
  })

  t.is(sandboxed.code, 0)
  t.regex(sandboxed.output, /chatModel +sandbox\n/)
  t.regex(sandboxed.output, /sandbox stands in for chatModel: set OPENAI_API_KEY and OPENAI_MODEL/)
  t.regex(real.output, /chatModel +openai\n/)
  t.regex(real.output, /imageProvider +sandbox\n/)
})

test('production names everything that is missing, and takes stand-ins only when told to', async (t) => {
  const env = { PARLOR_DATA: await dataFolder(t), NODE_ENV: 'production' }
  const bare = await runParlor(['start'], env)
  const allowed = await runParlor(['start'], { ...env, PARLOR_SANDBOX: 'true' })

  t.is(bare.code, 1)
  for (const name of [
    'DATABASE_URL',
    'PUBLIC_URL',
    'PARLOR_SECRET',
    'C2PA_CHAIN',
    'chatModel',
    'imageProvider',
    'billing',
  ]) {
    t.regex(bare.output, new RegExp(`${name}\\b`))
  }
  t.notRegex(allowed.output, /PARLOR_SANDBOX=true/)
})

test('tiers that are wrong are told by line, and the anchor can be printed', async (t) => {
  const env = { PARLOR_DATA: await dataFolder(t) }

  t.regex((await runParlor(['tiers', 'check'], env)).output, /deploy\/tiers\.yaml is valid: companion/)
  t.regex((await runParlor(['c2pa', 'anchor'], env)).output, /^-----BEGIN CERTIFICATE-----/)
  t.is((await runParlor(['--help'], env)).code, 0)
  t.is((await runParlor(['nonsense'], env)).code, 1)
})

async function post(url: string, body: unknown): Promise<Response> {
  return await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin },
    body: JSON.stringify(body),
  })
}

/** Where the embedded server keeps the number of its process: in the data folder, or where a note leads to. */
async function pidFile(data: string): Promise<string> {
  const folder = join(data, 'postgres')
  const note = join(folder, 'data-is-in.txt')
  const home = existsSync(note) ? (await readFile(note, 'utf8')).trim() : folder
  return join(home, 'cluster', 'data', 'postmaster.pid')
}

async function serverPid(data: string): Promise<string> {
  return (await readFile(await pidFile(data), 'utf8')).split('\n')[0] ?? ''
}

/** PostgreSQL removes its file when it has stopped in order. */
async function isServed(data: string): Promise<boolean> {
  return existsSync(await pidFile(data))
}
