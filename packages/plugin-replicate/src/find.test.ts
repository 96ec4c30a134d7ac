import test from 'ava'
import { call, pluginAt, portrait, providerAt, withWebhook } from './provider-for-test.ts'
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

    t.like(found, { status: 'running', handle: { id: standIn.predictions[0]?.id } })
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
  t.like(found[0], { handle: { id: b?.id } })
  t.like(found[1], { handle: { id: c?.id } })
  t.is(found[2], undefined)
})

test('an address that core knows and did not hand out is no mark: then too the words tell', async (t) => {
  const { standIn, provider } = await providerAt(t)
  standIn.next('bad-gateway-after')
  await t.throwsAsync(provider.start(portrait, call()))

  const found = await provider.find({ ...call(), webhookUrl: 'https://10.0.0.1/x', since: since() })

  t.like(found, { handle: { id: standIn.predictions[0]?.id } })
})

test('what was answered is known by its id, with no look at the list', async (t) => {
  const { standIn, provider } = await providerAt(t)
  await provider.start(portrait, call())

  const found = await provider.find({ ...call(), webhookUrl, since: since() })

  t.like(found, { handle: { id: standIn.predictions[0]?.id } })
  t.false(standIn.received.some(({ path }) => path === '/predictions'))
})

test('another process reads what the list does not show whole, and only once', async (t) => {
  const { standIn, provider } = await providerAt(t, {}, { listsWebhooks: false })
  await provider.start(withWebhook, call())
  const { slots: second } = await pluginAt(t, standIn.url)
  const nothing = { ...call('p2.0'), webhookUrl: webhookUrl.replace('p1', 'p2'), since: since() }

  t.is(await second.find(nothing), undefined)
  t.is(await second.find(nothing), undefined)
  t.like(await second.find({ ...call(), webhookUrl, since: since() }), { status: 'running' })

  t.is(standIn.received.filter(({ path }) => path.startsWith('/predictions/')).length, 1)
})
