import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'

/** A room imports only rooms above it. Files beside the rooms wire them (platform.ts) or stand above all. */
const rooms = [
  'database', 'audit', 'storage', 'event', 'job', 'inbox', 'account', 'entitlement', 'safety', 'avatar', 'tool',
  'photo', 'conversation', 'plugin', 'http', 'cli',
] // prettier-ignore

/** Each big library is known to one place, so that it can be replaced there. */
const homes: Readonly<Record<string, RegExp>> = {
  koa: /^http\//,
  '@koa/router': /^http\//,
  'koa-helmet': /^http\//,
  'koa-static': /^http\//,
  '@koa/bodyparser': /^http\//,
  bullmq: /^job\//,
  ioredis: /^database\/redis\.ts$/,
  sharp: /^photo\//,
  '@contentauth/c2pa-wasm': /^photo\//,
  '@peculiar/x509': /^photo\//,
  cborg: /^photo\//,
  objection: /^database\/record\.ts$/,
  'better-auth': /^account\//,
  'better-auth/plugins': /^account\//,
  flydrive: /^storage\//,
  'flydrive/drivers/s3': /^storage\//,
  '@aws-sdk/client-s3': /^storage\//,
  commander: /^cli\//,
  pino: /^cli\//,
}

const source = fileURLToPath(new URL('../src', import.meta.url))
const packages = fileURLToPath(new URL('../..', import.meta.url))
const aboveAll = new Set(['platform-error.ts', 'deadline.ts', 'gate.ts'])

test('a room imports only rooms above it', (t) => {
  const wrong = filesOf(source).flatMap((file) => {
    const room = roomOf(file)
    if (room === undefined) return []
    return importsOf(join(source, file))
      .filter((name) => name.startsWith('.'))
      .map((name) => relative(source, resolve(dirname(join(source, file)), name)))
      .filter((target) => !mayImport(room, target))
      .map((target) => `${file} imports ${target}`)
  })

  t.deepEqual(wrong, [])
})

test('every folder of core is a room in the order', (t) => {
  const folders = readdirSync(source).filter((name) => statSync(join(source, name)).isDirectory())

  t.deepEqual(
    folders.filter((name) => !rooms.includes(name)),
    [],
  )
})

test('each big library stays in its room', (t) => {
  const wrong = filesOf(source).flatMap((file) =>
    importsOf(join(source, file))
      .filter((name) => homes[name]?.test(file) === false)
      .map((name) => `${file} imports ${name}`),
  )

  t.deepEqual(wrong, [])
})

test('plugins know the contract and not the core', (t) => {
  const plugins = readdirSync(packages).filter((name) => name.startsWith('plugin-'))
  const wrong = plugins.flatMap((plugin) =>
    filesOf(join(packages, plugin, 'src')).flatMap((file) =>
      importsOf(join(packages, plugin, 'src', file))
        .filter((name) => name.startsWith('@parlor/') && name !== '@parlor/plugin-kit')
        .map((name) => `${plugin}/${file} imports ${name}`),
    ),
  )

  t.deepEqual(wrong, [])
})

test('the environment is read only by the deployment', (t) => {
  const readers = filesOf(source).filter((file) =>
    /\bprocess\.env\b/.test(readFileSync(join(source, file), 'utf8')),
  )

  t.deepEqual(readers, [])
})

function mayImport(room: string, target: string): boolean {
  if (aboveAll.has(target)) return true
  const other = roomOf(target)
  // The command wires a deployment, so it alone may reach up to the platform.
  if (other === undefined) return room === 'cli'
  return rooms.indexOf(other) <= rooms.indexOf(room)
}

function roomOf(file: string): string | undefined {
  const [first = '', ...rest] = file.split(/[/\\]/)
  return rest.length === 0 ? undefined : first
}

/** Sources without tests: a test may look anywhere. */
function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/\.test\.|(^|[/\\])test-|-for-test\./.test(file),
  )
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '')
}
