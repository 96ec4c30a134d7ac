import type { ImageState } from '@parlor/plugin-kit'
import test from 'ava'
import sharp from 'sharp'
import { facts } from './facts.ts'
import { look } from './look.ts'
import { painter } from './painter.ts'

const call = { key: 'p1.0', signal: new AbortController().signal }
const prompt = (scene: string, appearance = 'Dark wavy hair, warm brown eyes, a linen shirt.') =>
  `A photograph of one adult person, 27 years old, a woman, Korean and Brazilian.\nAppearance: ${appearance}\nScene: ${scene}\nStyle: natural.`

async function paint(text: string, seed = 7, size = '256x320'): Promise<ImageState> {
  const provider = painter({ paintMs: 0 })
  const started = await provider.start({ prompt: text, references: [], size, seed }, call)
  if (started.status !== 'running' || provider.poll === undefined) return started
  // as after a restart: another painter, and a handle that went through the database
  return (await painter({ paintMs: 0 }).poll?.(JSON.parse(JSON.stringify(started.handle)), call)) ?? started
}

async function pixels(state: ImageState): Promise<Buffer> {
  const [image] = state.status === 'done' ? state.images : []
  if (image === undefined || !('bytes' in image)) throw new Error(`No picture: ${JSON.stringify(state)}`)
  return await sharp(image.bytes).raw().toBuffer()
}

/** Mean difference of two pictures' colour values, 0 to 255. */
function difference(one: Buffer, other: Buffer): number {
  return one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0) / one.length
}

test('paints a PNG of the size that was asked for, the same for the same request', async (t) => {
  const state = await paint(prompt('by the window'))
  const [image] = state.status === 'done' ? state.images : []
  const { format, width, height } = await sharp(
    image !== undefined && 'bytes' in image ? image.bytes : [],
  ).metadata()

  t.deepEqual({ format, width, height }, { format: 'png', width: 256, height: 320 })
  t.deepEqual(await pixels(state), await pixels(await paint(prompt('by the window'))))
})

test('the scene changes the picture and not the person', async (t) => {
  const [window, beach] = [prompt('by the window'), prompt('at the beach at sunset, laughing')]

  t.true(difference(await pixels(await paint(window)), await pixels(await paint(beach))) > 10)
  t.deepEqual(look(facts(window), 7), look(facts(beach), 7))
})

test('the seed chooses what the description left open, and never the face', (t) => {
  const known = facts(prompt('by the window', 'A friendly smile'))
  const looks = Array.from({ length: 20 }, (_, seed) => look(known, seed))

  t.is(new Set(looks.map(({ face }) => JSON.stringify(face))).size, 1)
  t.true(new Set(looks.map(({ garment }) => garment)).size > 2)
})

test('what was described is seen, what was denied is not', (t) => {
  const seen = look(facts(prompt('x', 'Short red curly hair, freckles, glasses, a black turtleneck')), 1)
  const without = look(facts(prompt('x', 'No glasses, without freckles')), 1)

  t.like(seen, { freckles: true, glasses: true, garment: 'turtleneck' })
  t.like(seen.hair, { length: 'short', texture: 'curly' })
  t.like(without, { freckles: false, glasses: false })
})

test('a change that was asked for wins over the description', (t) => {
  const text = prompt('x').replace('Scene:', 'Change: with glasses, short hair\nScene:')

  t.like(look(facts(text), 1), { glasses: true })
  t.is(look(facts(text), 1).hair.length, 'short')
})

test('nobody is ever painted younger than 20', (t) => {
  const text = prompt('x').replace('27 years', '20 years').replace('Scene:', 'Change: younger\nScene:')

  t.is(look(facts(text), 1).age, 20)
})

test('says that it is running until the time is over', async (t) => {
  const provider = painter({ paintMs: 60_000 })
  const started = await provider.start({ prompt: prompt('x'), references: [], seed: 1 }, call)
  const later = started.status === 'running' ? await provider.poll?.(started.handle, call) : undefined

  t.is(started.status, 'running')
  t.is(later?.status, 'running')
})

test('failures can be tried out, and what is not its own is refused', async (t) => {
  t.like(await paint(prompt('sandbox-fail')), { status: 'failed', code: 'transient' })
  t.like(await paint(prompt('sandbox-refuse')), { status: 'failed', code: 'safety' })
  t.like(await paint(prompt('x'), 7, '9000x9000'), { status: 'failed', code: 'invalid' })
  t.like(await painter({ paintMs: 0 }).poll?.({ id: 'of another' }, call), {
    status: 'failed',
    code: 'invalid',
  })
})

test('markup in a description paints a portrait and nothing else', async (t) => {
  const markup = prompt('</svg><image href="file:///etc/passwd"/>', '"/><script>x</script>&bogus;')

  t.is((await paint(markup)).status, 'done')
})
