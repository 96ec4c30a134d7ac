import { memoryRecords } from '@parlor/plugin-kit'
import test, { type ExecutionContext } from 'ava'
import sharp from 'sharp'
import { createClassifier } from './classifier.ts'
import { config } from './config.ts'
import { nsfwjs } from './plugin.ts'
import { pixelsOf } from './pixels.ts'
import { verdictOn } from './policy.ts'

const calm = { neutral: 0.9, drawing: 0.05, sexy: 0.03, porn: 0.01, hentai: 0.01 }
const { block } = config.parse({})

test('by default what is explicit is held back, and what is revealing is not', (t) => {
  const mostly = (name: keyof typeof calm) => ({ ...calm, neutral: 0.3, [name]: calm[name] + 0.6 })

  t.deepEqual(verdictOn(calm, block), { action: 'allow', categories: [] })
  t.deepEqual(verdictOn(mostly('porn'), block), { action: 'block', categories: ['porn'] })
  t.deepEqual(verdictOn(mostly('hentai'), block), { action: 'block', categories: ['hentai'] })
  t.is(verdictOn(mostly('sexy'), block).action, 'allow')
  t.is(verdictOn(mostly('sexy'), { sexy: 0.5 }).action, 'block')
})

test('a limit is reached by itself, and the highest class is named first', (t) => {
  const scores = { neutral: 0.2, drawing: 0, sexy: 0.3, porn: 0.5, hentai: 0 }

  t.deepEqual(verdictOn(scores, { sexy: 0.3, porn: 0.5, hentai: 0.1 }).categories, ['porn', 'sexy'])
})

test('scores that are none let no picture through', (t) => {
  const { porn: _, ...withoutPorn } = calm
  for (const scores of [
    {},
    withoutPorn,
    { ...calm, porn: Number.NaN },
    { ...calm, porn: 0.9 },
    { neutral: 0, drawing: 0, sexy: 0, porn: 0, hentai: 0 },
  ])
    t.throws(() => verdictOn(scores, block), { message: 'The classifier gave no probabilities' })
})

test('a limit for an unknown class, or beyond what a probability is, is refused', (t) => {
  t.false(config.safeParse({ block: { nude: 0.5 } }).success)
  t.false(config.safeParse({ block: { porn: 60 } }).success)
})

test('a policy that holds nothing back is refused', (t) => {
  for (const nothing of [{}, { neutral: 0.5, drawing: 0.5 }])
    t.false(config.safeParse({ block: nothing }).success)
  t.true(config.safeParse({ block: { sexy: 0.7 } }).success)
})

test('a deployment without the classifier does not start, and is told what to install', async (t) => {
  const host = {
    log: console,
    signal: new AbortController().signal,
    onClose() {},
    http: () => ({ request: async () => {} }),
    records: memoryRecords(),
  }

  await t.throwsAsync(async () => await nsfwjs({ from: '/nowhere' }).setup(host), {
    message: /is not installed in \/nowhere\. Run: npm install nsfwjs@/,
  })
})

test('any picture becomes the square that the model looks at, and what is none becomes nothing', async (t) => {
  const picture = sharp({ create: { width: 90, height: 40, channels: 4, background: '#f008' } })

  const pixels = await pixelsOf(await picture.webp().toBuffer())

  t.is(pixels.length, 224 * 224 * 3)
  await t.throwsAsync(pixelsOf(Buffer.from('no picture')))
})

const nowhere = { tensorflow: '', wasm: undefined, nsfwjs: '', model: '' }

function classifier(t: ExecutionContext) {
  const program = new URL('./fixture-worker-for-test.js', import.meta.url)
  const made = createClassifier(nowhere, () => {}, program)
  // A thread that stands by keeps no process alive, and neither does a promise.
  const awake = setInterval(() => {}, 1000)
  t.teardown(async () => {
    clearInterval(awake)
    await made.close()
  })
  const never = new AbortController().signal
  return async (order: number, signal = never) => await made.classify(Uint8Array.of(order), signal)
}

test('a thread that dies fails the pictures that it had, and the next one gets another thread', async (t) => {
  const classify = classifier(t)
  t.is((await classify(0)).neutral, 1)

  const waiting = classify(3)
  const [died, left] = await Promise.allSettled([classify(1), waiting])

  t.is(died.status, 'rejected')
  t.is(left.status, 'rejected')
  t.is((await classify(0)).neutral, 1)
  await t.throwsAsync(classify(2), { message: 'The classifier died' })
  t.is((await classify(0)).neutral, 1)
})

test('a failure of the model is one of this picture alone', async (t) => {
  const classify = classifier(t)

  await t.throwsAsync(classify(4), { message: 'The classifier failed: no such layer' })
  t.is((await classify(0)).neutral, 1)
})

test('who leaves gets the reason at once, and others are answered', async (t) => {
  const classify = classifier(t)
  const leaving = new AbortController()
  const waiting = classify(3, leaving.signal)
  leaving.abort(new Error('left'))

  await t.throwsAsync(waiting, { message: 'left' })
  t.is((await classify(0)).neutral, 1)
})

test('a model that cannot be loaded is told before a picture comes', async (t) => {
  const awake = setInterval(() => {}, 1000)
  t.teardown(() => clearInterval(awake))
  const broken = new URL('data:text/javascript,throw new Error("no weights")')

  const heard = await new Promise<Error>((resolve) => createClassifier(nowhere, resolve, broken).warm())

  t.is(heard.message, 'The classifier died')
  t.regex(String(heard.cause), /no weights/)
})
