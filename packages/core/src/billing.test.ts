import { BillingRefused, type Subscription } from '@parlor/plugin-kit'
import test, { type ExecutionContext } from 'ava'
import {
  changedReply,
  invoicesReply,
  pageReply,
  previewReply,
  subscriptionReply,
  tiersReply,
} from './http/routes/billing-schemas.ts'
import { chatting, givingBilling, openDoor, stopPostgres, testPlatform, testTiers } from './test-platform.ts'

test.after.always(stopPostgres)

const twoTiers = `${testTiers}  - id: gold
    name: Gold
    price: { amount: "39.99", currency: USD, interval: month }
    features: { chat: true, photos: { limit: 50, per: period } }
`

/** Somebody in a chat who pays for it, with what the tests do to the subscription. */
async function paying(t: ExecutionContext, slots: Parameters<typeof chatting>[1] = {}) {
  const chat = await chatting(t, slots, { tiers: twoTiers })
  const { billing, account, client, url } = chat
  let said = 0
  /** What the provider says from now on, told by its webhook. */
  const tell = async (change: Partial<Subscription>, body: object = {}) => {
    billing.paid.set(account, { ...billing.paid.get(account), ...change })
    const answer = await fetch(`${url}/v1/webhooks/test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-test-signature': 'right' },
      body: JSON.stringify({ id: `evt_${++said}`, ref: account, ...body }),
    })
    return answer.status
  }
  const subscription = async () => (await client.call('GET', '/v1/subscription')).body
  return { ...chat, tell, subscription }
}

test('an open page hears of a payment, and of its failure, and is let in at once', async (t) => {
  const { client, url, path, post, tell } = await paying(t)
  const stream = await fetch(`${url}${path}/stream`, { headers: { cookie: client.cookie() } })
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  t.teardown(async () => await reader?.cancel())
  const heard = async () => {
    for (;;) {
      const { value = '', done } = (await reader?.read()) ?? { done: true }
      if (done) return 'ended'
      const [frame] = /event: access\n.*\n/.exec(value) ?? []
      if (frame !== undefined) return frame
    }
  }

  t.is(await tell({ status: 'unpaid' }), 200)
  t.is(await heard(), 'event: access\ndata: {}\n')
  t.is((await post('Hello')).status, 402)
  // What was said before stays readable.
  t.is((await client.call('GET', `${path}/events`)).status, 200)
  await tell({ status: 'active' })
  await heard()

  t.is((await post('Hello')).status, 202)
})

test('what the page asks for is what the OpenAPI document describes, before, while and after', async (t) => {
  const { client, newClient, billing, account, subscription, tell } = await paying(t)
  const ask = async (method: string, path: string, body?: unknown) =>
    (await client.call(method, path, body)).body
  const tier = { tier: 'gold' }
  const stranger = newClient()
  await stranger.signUp()

  t.is((await stranger.call('GET', '/v1/subscription')).body, null)
  const answers = [
    [tiersReply, await ask('GET', '/v1/tiers')],
    [subscriptionReply, await subscription()],
    [previewReply, await ask('POST', '/v1/subscription/change/preview', tier)],
    [changedReply, await ask('POST', '/v1/subscription/change', tier)],
    [pageReply, await ask('POST', '/v1/subscription/card')],
    [invoicesReply, await ask('GET', '/v1/invoices')],
  ] as const
  for (const [schema, body] of answers) t.deepEqual(schema.parse(body), body)

  const [, [, before], [, preview], [, changed], [, card], [, { invoices }]] = answers
  t.true((await ask('GET', '/v1/tiers')).canBuy)
  t.like(before, {
    tier: { id: 'companion', name: 'Companion' },
    status: 'active',
    ends: false,
    dueSince: null,
    price: { amount: 1499, currency: 'USD', exponent: 2, interval: 'month' },
    can: { cancel: true, resume: false, change: true, card: true, invoices: true },
  })
  t.deepEqual(preview.due, { amount: -420, currency: 'USD', exponent: 2 })
  t.is(changed.url, null)
  t.is(changed.subscription?.tier?.id, 'gold')
  t.deepEqual(
    changed.subscription?.features.map(({ id, limit, per }: { id: string; limit: number; per: string }) => [
      id,
      limit,
      per,
    ]),
    [
      ['paintAgain', 3, 'day'],
      ['photos', 50, 'period'],
    ],
  )
  t.is(card.url, `http://localhost/?checkout=${account}`)
  t.like(invoices[0], { total: { amount: 1499, currency: 'USD', exponent: 2 }, status: 'paid', url: null })

  await tell({ status: 'past-due', dueSince: new Date(), payUrl: 'https://pay.example/1' })
  const due = await client.until('/v1/subscription', (body) => body.status === 'past-due')
  t.is(due.payUrl, 'https://pay.example/1')
  t.truthy(due.openUntil)
  t.false(due.can.change)
  billing.paid.set(account, { status: 'ended' })
  await client.call('POST', '/v1/checkout/return', { ref: account })
  const ended = await subscription()
  t.like(ended, { status: 'ended', openUntil: null, can: { cancel: false, resume: false, change: false } })
  t.deepEqual(subscriptionReply.parse(ended), ended)
})

test('what a provider refuses, breaks or does not know becomes a problem that says what helps', async (t) => {
  const { client, newClient, billing, account, errors, subscription, query } = await paying(t)
  const change = async () => await client.call('POST', '/v1/subscription/change', { tier: 'gold' })
  const stranger = newClient()
  await stranger.signUp()

  billing.change = async () => {
    throw new BillingRefused('declined', 'Your card was declined.')
  }
  t.like(await change(), {
    status: 402,
    body: { type: '/problems/payment-declined', detail: 'Your card was declined.' },
  })
  billing.change = async () => {
    throw new BillingRefused('not-possible', 'Another change is under way.')
  }
  t.like(await change(), { status: 409, body: { detail: 'Another change is under way.' } })
  t.is(errors.length, 0)
  billing.change = async () => {
    throw new Error('sk_live_secret was refused')
  }
  const broken = await change()
  t.is(broken.status, 503)
  t.truthy(broken.headers.get('retry-after'))
  t.notRegex(JSON.stringify(broken.body), /secret/)
  // An operator hears of it.
  t.is(errors.length, 1)
  t.is((await subscription()).tier.id, 'companion')

  // Neither what is somebody else's nor what is nobody's tells or changes anything.
  for (const ref of [account, 'garbage', '{ref}'])
    t.is((await stranger.call('POST', '/v1/checkout/return', { ref })).status, 404)
  t.is((await stranger.call('GET', '/v1/subscription')).body, null)
  t.is((await query('select from entitlement')).length, 1)
  t.is((await client.call('POST', '/v1/subscription/change', { tier: 'platinum' })).status, 422)
  t.is((await client.call('POST', '/v1/subscription/change', { tier: 'companion' })).status, 409)
  t.is((await client.call('POST', '/v1/checkout', { tier: 'gold' })).body.help, 'change')
})

test('twenty times the same news, and news of nothing, are kept and change nothing', async (t) => {
  const { tell, client, query, billing } = await paying(t)

  const told = await Promise.all(
    Array.from({ length: 20 }, async () => await tell({ ends: true }, { id: 'evt_same' })),
  )
  await client.until('/v1/subscription', (body) => body.ends)
  await tell({}, { ref: undefined })
  await tell({}, { ref: undefined, prices: true })

  t.deepEqual(new Set(told), new Set([200]))
  for (;;) {
    const rows = await query(`select state from inbox where external_id not like 'changed:%'`)
    t.is(rows.length, 3)
    if (rows.every(({ state }) => state === 'applied')) break
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  const changes = await query(`select from audit_event where type = 'subscription-changed'`)
  t.is(changes.length, 2)
  t.deepEqual(billing.calls, [])
})

test('a turn whose access ends meanwhile speaks to its end and takes no photo, nor is one taken again', async (t) => {
  const reached = openDoor()
  const goOn = openDoor()
  const { client, post, tell, path, query } = await paying(t, {
    chatModel: {
      async *stream(request) {
        if (request.messages.at(-1)?.role === 'tool') {
          yield { type: 'text', text: ' That is all.' }
          yield { type: 'finish', reason: 'stop' }
          return
        }
        yield { type: 'text', text: 'One moment.' }
        reached.open()
        await goOn.opened
        yield { type: 'call', id: 'c1', name: 'send_photo', input: { scene: 'by the window' } }
        yield { type: 'finish', reason: 'stop' }
      },
    },
  })
  await post('Send me a photo')
  await reached.opened
  await tell({ status: 'unpaid' })
  await client.until('/v1/subscription', (body) => body.status === 'unpaid')
  goOn.open()

  const { events } = await client.until(`${path}/events`, (body) =>
    body.events.some(({ type }: { type: string }) => type === 'turn-ended'),
  )

  t.false(events.some(({ type }: { type: string }) => type === 'photo-requested'))
  t.regex(
    events.find(({ type }: { type: string }) => type === 'turn-ended').data.text,
    /^One moment\.\s+That is all\.$/,
  )
  t.is((await query(`select from photo where kind = 'chat'`)).length, 0)
  const [look] = await query(`select id from photo where kind = 'reference'`)
  await query(`update photo set kind = 'chat', state = 'failed', conversation_id = $1 where id = $2`, [
    path.split('/').at(-1),
    look.id,
  ])
  const again = await client.call('POST', `/v1/photos/${look.id}/retry`)
  t.is(again.status, 402)
  t.deepEqual(
    again.body.tiers.map(({ id }: { id: string }) => id),
    ['companion', 'gold'],
  )
  // Painting a look again is everybody's, as far as the file says so.
  t.is((await client.call('POST', '/v1/avatar/reference', {})).status, 202)
})

test('where nothing is sold the tiers are shown, and nobody can buy', async (t) => {
  const { client: newClient } = await testPlatform(t, { billing: givingBilling() }, { withWorker: false })
  const client = newClient()
  await client.signUp()
  await client.call('POST', '/v1/me/adult', { over18: true, termsVersion: '1' })

  t.like((await client.call('GET', '/v1/tiers')).body, { canBuy: false, tiers: [{ id: 'companion' }] })
  t.is((await client.call('POST', '/v1/checkout', { tier: 'companion' })).status, 503)
})
