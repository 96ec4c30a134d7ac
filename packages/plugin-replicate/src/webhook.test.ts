import test from 'ava'
import { call, portrait, providerAt, withWebhook } from './provider-for-test.ts'
import { signedWebhook, signingSecret } from './stand-in/sender.ts'

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
const otherSecret = `whsec_${Buffer.from('somebody else').toString('base64')}`

async function sent(t: Parameters<typeof providerAt>[0]) {
  const { standIn, provider } = await providerAt(t)
  await provider.start(withWebhook, call())
  const id = standIn.predictions[0]?.id ?? ''
  await standIn.end(id, { status: 'succeeded' }, 'lost')
  const [prediction] = standIn.predictions
  if (prediction === undefined) throw new Error('Nothing was started')
  const verify = ({ raw, headers }: { readonly raw: Uint8Array; readonly headers: Record<string, string> }) =>
    provider.webhook.verify({
      method: 'POST',
      url: new URL('https://parlor.example/v1/webhooks/replicate/p1.s'),
      headers: new Headers(headers),
      raw,
    })
  return { provider, prediction, verify }
}

test('what Replicate signed is taken, whatever the case of its headers', async (t) => {
  const { provider, prediction, verify } = await sent(t)
  const { raw, headers } = signedWebhook(prediction)
  const shouted = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]),
  )

  const verified = verify({ raw, headers: shouted })

  if (typeof verified === 'string' || !('body' in verified)) return t.fail('It was refused')
  t.like(provider.webhook.read(verified.body), { status: 'done', handle: { id: prediction.id } })
})

test('one valid signature among several is enough, as while a secret is changed', async (t) => {
  const { prediction, verify } = await sent(t)
  const { raw, headers } = signedWebhook(prediction)
  const old = signedWebhook(prediction, new Date(), otherSecret).headers['webhook-signature']

  t.not(
    verify({ raw, headers: { ...headers, 'webhook-signature': `${old} ${headers['webhook-signature']}` } }),
    'refused',
  )
})

test('refuses what is unsigned, forged, altered, re-serialised, old or ahead of its time', async (t) => {
  const { prediction, verify } = await sent(t)
  const { raw, headers } = signedWebhook(prediction)
  const { 'webhook-signature': signature, ...unsigned } = headers
  const wrong = {
    unsigned: { raw, headers: unsigned },
    garbled: { raw, headers: { ...headers, 'webhook-signature': 'v1,AAAA' } },
    'of another version': {
      raw,
      headers: { ...headers, 'webhook-signature': signature.replace('v1', 'v2') },
    },
    forged: signedWebhook(prediction, new Date(), otherSecret),
    'of another body': { raw: signedWebhook({ ...prediction, id: 'other' }).raw, headers },
    're-serialised': { raw: Buffer.from(JSON.stringify(prediction, null, 1)), headers },
    'six minutes old': signedWebhook(prediction, minutesAgo(6)),
    'six minutes ahead': signedWebhook(prediction, minutesAgo(-6)),
    'no JSON': signedWebhook('hello'),
  }

  for (const [what, request] of Object.entries(wrong)) t.is(verify(request), 'refused', what)
  t.not(verify(signedWebhook(prediction, minutesAgo(4))), 'refused')
})

test('another model’s prediction, and what is no prediction, is none of ours', async (t) => {
  const { provider, prediction } = await sent(t)

  for (const body of [
    { ...prediction, model: 'other/model' },
    [],
    null,
    'x',
    { id: '../x', status: 'failed' },
  ])
    t.is(provider.webhook.read(body), undefined)
})

test('a secret from the config is used and none is fetched', async (t) => {
  const { standIn, provider } = await providerAt(t, { webhookSecret: otherSecret })
  await provider.start(portrait, call())
  const [prediction] = standIn.predictions
  if (prediction === undefined) return t.fail('Nothing was started')
  const url = new URL('https://parlor.example/')
  const verify = (secret: string) => {
    const { raw, headers } = signedWebhook(prediction, new Date(), secret)
    return provider.webhook.verify({ method: 'POST', url, headers: new Headers(headers), raw })
  }

  t.is(verify(signingSecret), 'refused')
  t.not(verify(otherSecret), 'refused')
  t.false(standIn.received.some(({ path }) => path.startsWith('/webhooks')))
})

test('start, webhook, poll and find name one handle, though the secret came late', async (t) => {
  const { standIn, provider } = await providerAt(t, {}, { hasSecret: false })
  const started = await provider.start(withWebhook, call())
  const [prediction] = standIn.predictions

  // Core takes a webhook with another handle for somebody else's
  t.deepEqual(started.handle, { id: prediction?.id })
  t.deepEqual(provider.webhook.read(prediction)?.handle, started.handle)
  t.deepEqual((await provider.poll(started.handle ?? null, call())).handle, started.handle)
  const { webhookUrl = '' } = withWebhook
  t.deepEqual((await provider.find({ ...call(), webhookUrl, since: new Date() }))?.handle, started.handle)
  t.like(started, { pollAfterMs: 1000 })
})
