import test from 'ava'
import type { ImageState, Json } from '@parlor/plugin-kit'
import { call, providerAt, withWebhook } from './provider-for-test.ts'
import type { Outcome } from './stand-in/behaviour.ts'

const price = { perImage: 0.04 }

async function ended(t: Parameters<typeof providerAt>[0], outcome: Outcome, more: object = {}) {
  const { standIn, provider } = await providerAt(t, more)
  const started = await provider.start(withWebhook, call())
  const handle: Json = started.handle ?? null
  const id = standIn.predictions[0]?.id ?? ''
  standIn.run(id)
  await standIn.end(id, outcome, 'lost')
  return { standIn, provider, handle, id, state: await provider.poll(handle, call()) }
}

const micros = (state: ImageState) => ('cost' in state ? state.cost?.micros : undefined)
const address = (id: string, index = 0) => ({ url: `https://replicate.delivery/stand-in/${id}-${index}.png` })

test('a list of pictures, with what they cost', async (t) => {
  const { state, id } = await ended(t, { status: 'succeeded' }, { price })

  t.like(state, { status: 'done', cost: { micros: 40_000, currency: 'USD', estimated: true } })
  t.deepEqual(state.status === 'done' && state.images, [address(id)])
})

test('a single address instead of a list', async (t) => {
  const output = 'https://replicate.delivery/a.png'
  const { state } = await ended(t, { status: 'succeeded', output })

  t.deepEqual(state.status === 'done' && state.images, [{ url: output }])
})

test('one of four was filtered: three are delivered and three are charged', async (t) => {
  const { state, standIn } = await ended(t, { status: 'succeeded', pictures: 4, filtered: 1 }, { price })

  t.is(state.status === 'done' && state.images.length, 3)
  t.is(micros(state), 3 * 40_000)
  t.is(standIn.ledger.charges[0]?.pictures, 3)
})

test('a price per second is multiplied with the time that it ran, also of a run that failed', async (t) => {
  const more = { price: { perSecond: 0.001 } }

  t.is(micros((await ended(t, { status: 'succeeded' }, more)).state), 2500)
  t.is(micros((await ended(t, { status: 'failed', error: 'CUDA out of memory' }, more)).state), 2500)
})

for (const [what, outcome, code] of [
  ['all filtered', { status: 'succeeded', filtered: 1 }, 'safety'],
  ['no output', { status: 'succeeded', output: null }, 'safety'],
  ['an object as output', { status: 'succeeded', output: {} }, 'invalid'],
  ['nested output', { status: 'succeeded', output: [['https://replicate.delivery/a.png']] }, 'invalid'],
  ['words as output', { status: 'succeeded', output: 'no picture' }, 'invalid'],
  [
    'E005',
    { status: 'failed', error: 'Prediction failed: ModelError: flagged as sensitive (E005) (uI)' },
    'safety',
  ],
  ['NSFW', { status: 'failed', error: 'All generated images contained NSFW content.' }, 'safety'],
  ['CUDA', { status: 'failed', error: 'CUDA error: device-side assert' }, 'transient'],
  [
    'interrupted',
    { status: 'failed', error: 'Prediction interrupted; please retry (code: PA)' },
    'transient',
  ],
  ['unknown words', { status: 'failed', error: 'Something odd' }, 'transient'],
  ['bad input', { status: 'failed', error: 'width must be a multiple of 8' }, 'invalid'],
  ['canceled', { status: 'canceled' }, 'expired'],
  ['aborted', { status: 'aborted' }, 'expired'],
  ['a new status', { status: 'brand_new_status' as 'aborted' }, 'invalid'],
] as const) {
  test(`${what}: failed as ${code}`, async (t) => {
    t.like((await ended(t, outcome)).state, { status: 'failed', code })
  })
}

test('a message never holds what the error text says of the prompt', async (t) => {
  const { state } = await ended(t, {
    status: 'failed',
    error: 'prompt "my secret wish" was flagged as sensitive',
  })

  t.notRegex(JSON.stringify(state), /wish/)
})

test('data that was removed, and a prediction that is unknown, are expired', async (t) => {
  const { standIn, provider, handle, id } = await ended(t, { status: 'succeeded' })
  standIn.removeData(id)

  t.like(await provider.poll(handle, call()), { status: 'failed', code: 'expired' })
  t.like(await provider.poll({ id: 'gone' }, call()), { status: 'failed', code: 'expired' })
})

test('beside a webhook each wait is as long as the prediction is old, from 30 s to 2 minutes', async (t) => {
  const { standIn, provider } = await providerAt(t)
  const handle = (await provider.start(withWebhook, call())).handle ?? null
  const [made] = standIn.predictions
  const waits: unknown[] = []
  for (const ageMs of [0, 60_000, 600_000]) {
    if (made !== undefined) made.created_at = new Date(Date.now() - ageMs).toISOString()
    const state = await provider.poll(handle, call())
    waits.push(state.status === 'running' && Math.round((state.pollAfterMs ?? 0) / 1000))
  }

  t.deepEqual(waits, [30, 60, 120])
})

test('what is canceled in its run costs a picture, what had not begun costs nothing', async (t) => {
  const running = await ended(t, { status: 'canceled' }, { price })
  const { standIn, provider } = await providerAt(t, { price })
  const handle = (await provider.start(withWebhook, call())).handle ?? null
  await provider.cancel(handle, call())

  t.is(micros(running.state), 40_000)
  t.is(running.standIn.ledger.charges.length, 1)
  t.is(micros(await provider.poll(handle, call())), undefined)
  t.deepEqual(standIn.ledger.charges, [])
})

test('cancels what runs, and does not mind what is over', async (t) => {
  const { standIn, provider } = await providerAt(t)
  const handle = (await provider.start(withWebhook, call())).handle ?? null

  await provider.cancel(handle, call())
  await provider.cancel(handle, call())
  await provider.cancel({ id: 'gone' }, call())

  t.is(standIn.predictions[0]?.status, 'canceled')
  t.deepEqual(standIn.ledger.charges, [])
})
