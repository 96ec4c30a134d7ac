import test from 'ava'
import { models } from './models.ts'
import { call, pluginAt, portrait, providerAt, withWebhook } from './provider-for-test.ts'
import type { Arrival } from './stand-in/behaviour.ts'

test('asks once, with the webhook, its filter and a deadline, and never to wait', async (t) => {
  const { standIn, provider } = await providerAt(t)

  const state = await provider.start(withWebhook, call())

  t.like(state, { status: 'running', pollAfterMs: 30_000 })
  const [post] = standIn.posts()
  t.is(standIn.posts().length, 1)
  t.is(post?.path, '/models/black-forest-labs/flux-2-pro/predictions')
  t.deepEqual(post?.body, {
    input: {
      prompt: 'a portrait',
      input_images: ['data:image/jpeg;base64,AAAA'],
      aspect_ratio: 'custom',
      width: 1024,
      height: 1280,
      seed: 7,
      output_format: 'png',
    },
    webhook: 'https://parlor.example/v1/webhooks/replicate/p1.s?key=p1.0',
    webhook_events_filter: ['completed'],
  })
  t.is(post?.headers['cancel-after'], '300s')
  t.is(post?.headers.prefer, undefined)
})

test('202 is as good as 201', async (t) => {
  const { standIn, provider } = await providerAt(t)
  standIn.next('accepted')

  t.is((await provider.start(withWebhook, call())).status, 'running')
})

test('without a public https address it sends no webhook and polls each second or two', async (t) => {
  const { standIn, provider } = await providerAt(t)

  const state = await provider.start(
    { ...withWebhook, webhookUrl: 'http://localhost:4000/v1/webhooks/x' },
    call(),
  )

  t.like(state, { status: 'running', pollAfterMs: 1000 })
  t.false(Object.hasOwn(standIn.posts()[0]?.body as object, 'webhook'))
})

test('a version is asked for at its own address', async (t) => {
  const { standIn, provider } = await providerAt(t, { model: 'stability-ai/sdxl' })

  await provider.start(portrait, call())

  t.is(standIn.posts()[0]?.path, '/predictions')
  t.like(standIn.posts()[0]?.body, { version: models['stability-ai/sdxl']?.version })
})

for (const [arrival, code, retryAfterMs] of [
  ['throttled', 'throttled', 30_000],
  ['throttled-with-header', 'throttled', 7000],
  ['no-credit', 'quota', undefined],
  ['unauthorized', 'auth', undefined],
  ['invalid', 'invalid', undefined],
] as const) {
  test(`a request that is ${arrival} is ${code}, asked once and not charged`, async (t) => {
    const { standIn, provider } = await providerAt(t)
    standIn.next(arrival)

    const state = await provider.start(withWebhook, call())

    t.like(state, { status: 'failed', code, retryAfterMs })
    t.is(standIn.posts().length, 1)
    t.is(standIn.predictions.length, 0)
  })
}

const lost: readonly Arrival[] = [
  'reset-before',
  'reset-after',
  'bad-gateway-before',
  'bad-gateway-after',
  'error-after',
]
for (const arrival of lost) {
  test(`after ${arrival} nobody knows: it throws, having asked once`, async (t) => {
    const { standIn, provider } = await providerAt(t)
    standIn.next(arrival)

    await t.throwsAsync(provider.start(withWebhook, call()))

    t.is(standIn.posts().length, 1)
  })
}

test('an answer that never comes ends with the signal', async (t) => {
  const { standIn, provider } = await providerAt(t)
  standIn.next('silent-after')
  const impatient = new AbortController()

  const start = provider.start(withWebhook, call('p1.0', impatient.signal))
  while (standIn.predictions.length === 0) await new Promise(setImmediate)
  impatient.abort(new Error('long enough'))

  await t.throwsAsync(start, { message: 'long enough' })
  t.is(standIn.posts().length, 1)
})

test('a Replicate that cannot be reached was certainly not asked', async (t) => {
  const { slots, logged } = await pluginAt(t, 'http://127.0.0.1:1/v1')

  t.like(await slots.start(withWebhook, call()), { status: 'failed', code: 'transient' })
  t.regex(logged.join(), /flux-2-pro could not be checked/)
})

test('a reference beyond 256 kB becomes a file first', async (t) => {
  const { standIn, provider } = await providerAt(t)
  const url = `data:image/jpeg;base64,${'A'.repeat(256 * 1024)}`

  await provider.start({ ...portrait, references: [{ url }] }, call())

  t.like(standIn.posts()[0]?.body, { input: { input_images: ['https://api.replicate.com/v1/files/f1'] } })
})

test('the token is in no state, no log line and no input', async (t) => {
  const { standIn, provider, logged } = await providerAt(t)
  standIn.next('unauthorized', 'invalid', 'created')

  const states = [await provider.start(portrait, call()), await provider.start(portrait, call('p1.1'))]
  states.push(await provider.start(portrait, call('p1.2')))

  t.notRegex(JSON.stringify([states, logged, standIn.predictions]), /r8_test/)
})
