import test from 'ava'
import { call, portrait, providerAt, withWebhook } from './provider-for-test.ts'
import type { Arrival } from './stand-in/behaviour.ts'

const { webhookUrl = '' } = withWebhook
const since = () => new Date(Date.now() - 1000)

for (const listsWebhooks of [true, false]) {
  const where = listsWebhooks ? 'in the list' : 'by reading each, when lists do not show webhooks'
  test(`a start whose answer was lost is found ${where}, pages down`, async (t) => {
    const { standIn, provider } = await providerAt(t, {}, { listsWebhooks })
    standIn.next('bad-gateway-after')
    await t.throwsAsync(provider.start(withWebhook, call()))
    for (const other of ['p2', 'p3', 'p4'])
      await provider.start(
        { ...withWebhook, webhookUrl: webhookUrl.replace('p1', other) },
        call(`${other}.0`),
      )

    const found = await provider.find({ ...call(), webhookUrl, since: since() })

    t.like(found, { status: 'running', handle: { id: standIn.predictions[0]?.id, hears: true } })
  })
}

test('the second try of a photo is not the first one’s prediction', async (t) => {
  const { standIn, provider } = await providerAt(t)
  standIn.next('created', 'reset-before', 'reset-after')
  await provider.start(withWebhook, call('p1.0'))
  await t.throwsAsync(provider.start(withWebhook, call('p1.1')))

  t.is(await provider.find({ ...call('p1.1'), webhookUrl, since: since() }), undefined)
})

test('without webhooks the words and the seed tell, and no two starts get one prediction', async (t) => {
  const { standIn, provider } = await providerAt(t)
  const lostBoth: Arrival[] = ['reset-after', 'reset-after']
  standIn.next('created', ...lostBoth)
  await provider.start(portrait, call('a.0'))
  await t.throwsAsync(provider.start(portrait, call('b.0')))
  await t.throwsAsync(provider.start(portrait, call('c.0')))
  const local = 'http://localhost:4000/v1/webhooks/replicate/x'

  const found = [
    await provider.find({ ...call('b.0'), webhookUrl: local, since: since() }),
    await provider.find({ ...call('c.0'), webhookUrl: local, since: since() }),
    await provider.find({ ...call('d.0'), webhookUrl: local, since: since() }),
  ]

  const [, b, c] = standIn.predictions
  t.like(found[0], { handle: { id: b?.id, hears: false } })
  t.like(found[1], { handle: { id: c?.id, hears: false } })
  t.is(found[2], undefined)
})
