// `npm run test:classifier`: installs nsfwjs and TensorFlow.js (350 MB, once), judges pictures with the real model, and
// prints what that costs. No part of `npm test`.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../packages/plugin-nsfwjs/model', import.meta.url))
const [backend, model] = process.argv.slice(2)
if (backend === undefined) {
  run('npm', ['run', 'build', '--silent'])
  if (!existsSync(`${folder}/node_modules/nsfwjs`)) run('npm', ['ci', '--prefix', folder, '--ignore-scripts'])
  // Each in a process of its own, for its memory to be its own.
  console.table(
    ['wasm', 'cpu'].flatMap((of) => ['mobilenet_v2', 'mobilenet_v2_mid'].map((name) => rowOf(of, name))),
  )
  console.log(
    'The default lets all of our painted portraits through; a limit that is passed holds a picture back.',
  )
  process.exit(0)
}

const { nsfwjs } = await import('../packages/plugin-nsfwjs/dist/index.js')
const { sandbox } = await import('../packages/plugin-sandbox/dist/index.js')
const sharp = createRequire(new URL('../packages/plugin-nsfwjs/package.json', import.meta.url))('sharp')

const never = new AbortController().signal
const call = { key: 'k', signal: never }
const pictures = await paintings()
const withoutMb = process.memoryUsage().rss / 1e6
console.log(JSON.stringify(await measure({ backend, model })))

/** Portraits of the sandbox, and what is no portrait: a plain colour and noise. */
async function paintings() {
  const { imageProvider } = await plugin(
    sandbox({ folder: '.', secret: 'no secret', publicUrl: 'http://localhost', paintMs: 0 }),
  )
  const painted = []
  for (const [seed, scene] of ['at the beach', 'in a café', 'on a mountain', 'by the window'].entries()) {
    const prompt = `A photograph of a woman, 27 years old, dark wavy hair, a linen shirt. Scene: ${scene}`
    const { handle } = await imageProvider.start({ prompt, references: [], seed }, call)
    const state = await imageProvider.poll(handle, call)
    painted.push(state.images[0])
  }
  const size = { width: 1024, height: 1280, channels: 3 }
  const plain = await sharp({ create: { ...size, background: '#a87' } })
    .png()
    .toBuffer()
  const noise = await sharp({ create: { ...size, noise: { type: 'gaussian', mean: 128, sigma: 60 } } })
    .jpeg()
    .toBuffer()
  return [...painted, { mime: 'image/png', bytes: plain }, { mime: 'image/jpeg', bytes: noise }]
}

async function measure(of) {
  const closers = []
  const { moderator } = await plugin(nsfwjs({ from: folder, ...of }), closers)
  const check = async (image) => await moderator.check('image', { image }, call)
  const since = performance.now()
  await check(pictures[0])
  const loadMs = performance.now() - since

  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const before = process.cpuUsage()
  const times = []
  for (let round = 0; round < 3; round++) {
    for (const [index, picture] of pictures.entries()) {
      const start = performance.now()
      const verdict = await check(picture)
      times.push(performance.now() - start)
      if (index < 4) assert.deepEqual(verdict, { action: 'allow', categories: [] })
    }
  }
  const { user, system } = process.cpuUsage(before)
  delay.disable()
  times.sort((one, other) => one - other)
  const rssMb = process.memoryUsage().rss / 1e6

  // With limits that anything passes: a real score takes the way of a block.
  const strict = { porn: 0, hentai: 0, sexy: 0, drawing: 0, neutral: 0 }
  const { moderator: everything } = await plugin(nsfwjs({ from: folder, ...of, block: strict }), closers)
  const { action, categories } = await everything.check('image', { image: pictures[0] }, call)
  assert.equal(action, 'block')
  assert.equal(categories.length, 5)
  for (const close of closers) await close()
  return {
    ...of,
    'first picture, with loading (s)': round(loadMs / 1000, 1),
    'median (ms)': round(times[times.length >> 1]),
    'slowest (ms)': round(times.at(-1)),
    'CPU for a picture (ms)': round((user + system) / 1000 / times.length),
    'longest stop of the main thread (ms)': round(delay.max / 1e6),
    'memory (MB)': round(rssMb - withoutMb),
  }
}

async function plugin(made, closers = []) {
  assert.deepEqual(await made.check(), [])
  return await made.setup({
    log: { info() {}, warn() {}, error() {} },
    signal: never,
    onClose: (close) => closers.push(close),
  })
}

function round(value, digits = 0) {
  return Number(value.toFixed(digits))
}

function rowOf(...args) {
  const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  if (status !== 0) process.exit(status ?? 1)
  return JSON.parse(stdout)
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}
