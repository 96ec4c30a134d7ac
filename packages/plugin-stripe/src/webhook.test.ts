import type { RawRequest } from '@parlor/plugin-kit'
import test from 'ava'
import { call, pluginAt, shopAt } from './billing-for-test.ts'
import { handledEvents } from './events.ts'
import { signedEvent } from './stand-in/sender.ts'

const secret = 'whsec_a_secret_of_the_stand_in'
const other = 'whsec_another_secret'

function event(type: string, object: object, more: object = {}) {
  return {
    id: 'evt_1',
    object: 'event',
    api_version: '2026-10-28.endive',
    type,
    livemode: false,
    data: { object },
    ...more,
  }
}

function requestOf(raw: Uint8Array, headers: Readonly<Record<string, string>>, method = 'POST'): RawRequest {
  return {
    method,
    url: new URL('https://parlor.example/v1/webhooks/stripe'),
    headers: new Headers(headers),
    raw,
  }
}

const paid = event('invoice.paid', { id: 'in_1', object: 'invoice', customer_email: 'buyer@example.com' })

async function webhookAt(...[t, more]: [Parameters<typeof pluginAt>[0], object?]) {
  const { billing, logged } = await pluginAt(t, 'http://127.0.0.1:1', more)
  const { webhook } = billing
  const verify = ({ raw, headers }: ReturnType<typeof signedEvent>) => webhook.verify(requestOf(raw, headers))
  const read = (given: object) => {
    const verified = verify(signedEvent(given, { secret }))
    return typeof verified === 'string' || !('body' in verified) ? 'refused' : webhook.read(verified.body)
  }
  return { webhook, verify, read, logged }
}

test('a signed event is known, and nothing of a person is kept of it', async (t) => {
  const { verify, read } = await webhookAt(t)

  t.deepEqual(read(paid), [{ id: 'evt_1', ref: 'in_1' }])
  t.notRegex(JSON.stringify(verify(signedEvent(paid))), /buyer/)
})

test('unsigned, altered, old, from the future, of another scheme or of another kind: nothing is stored', async (t) => {
  const { webhook, verify } = await webhookAt(t)
  const good = signedEvent(paid)
  const header = good.headers['stripe-signature']
  const at = (seconds: number) => signedEvent(paid, { at: new Date(Date.now() + seconds * 1000) })

  const altered = Buffer.from(good.raw)
  altered[altered.length - 3] = 0x20
  const reordered = Buffer.from(JSON.stringify(paid))
  const thin = { id: 'evt_1', object: 'v2.core.event', type: 'v1.invoice.paid' }
  for (const [what, request] of [
    ['no signature', requestOf(good.raw, {})],
    ['an empty one', requestOf(good.raw, { 'stripe-signature': '' })],
    ['another secret', requestOf(good.raw, signedEvent(paid, { secret: other }).headers)],
    ['a changed byte', requestOf(altered, good.headers)],
    ['parsed and written again', requestOf(reordered, good.headers)],
    ['301 s old', requestOf(good.raw, at(-302).headers)],
    ['an hour ahead', requestOf(good.raw, at(3600).headers)],
    ['v0 only', requestOf(good.raw, { 'stripe-signature': header.replace('v1=', 'v0=') })],
    ['no time', requestOf(good.raw, { 'stripe-signature': header.replace(/t=\d+,/, '') })],
    ['GET', requestOf(good.raw, good.headers, 'GET')],
  ] as const)
    t.is(webhook.verify(request), 'refused', what)
  for (const signed of [
    thin,
    {},
    [],
    'text',
    { ...paid, data: {} },
    { ...paid, livemode: 'no' },
    { ...paid, id: 1 },
  ])
    t.is(verify(signedEvent(signed as object)), 'refused', JSON.stringify(signed))
  t.not(verify(at(-290)), 'refused')
  t.not(verify(at(290)), 'refused')
})

test('while one secret takes the other’s place both are good, and a request signed by both too', async (t) => {
  const { webhook, verify } = await webhookAt(t, { webhookSecrets: [other, secret] })
  const [first, second] = [other, secret].map((one) => signedEvent(paid, { secret: one }))

  t.not(verify(signedEvent(paid, { secret: other })), 'refused')
  t.not(verify(signedEvent(paid, { secret })), 'refused')
  const both = `${first?.headers['stripe-signature']},${second?.headers['stripe-signature'].split(',')[1]}`
  t.not(webhook.verify(requestOf(first?.raw ?? Buffer.alloc(0), { 'stripe-signature': both })), 'refused')
  const { verify: none } = await webhookAt(t, { webhookSecrets: [] })
  t.is(none(signedEvent(paid)), 'refused')
})

test('each event that is handled says what to fetch, and any other nothing', async (t) => {
  const { read } = await webhookAt(t)
  const object = { id: 'obj_1', customer: 'cus_1', charge: 'ch_1' }

  for (const type of handledEvents) {
    const [news] = read(event(type, object))
    if (/^(price|product)\./.test(type)) t.deepEqual(news, { id: 'evt_1', prices: true }, type)
    else if (type.startsWith('radar.')) t.deepEqual(news, { id: 'evt_1', ref: 'ch_1' }, type)
    else if (/^(payment_method|setup_intent|entitlements)\./.test(type))
      t.deepEqual(news, { id: 'evt_1', ref: 'cus_1' }, type)
    else t.deepEqual(news, { id: 'evt_1', ref: 'obj_1' }, type)
  }
  for (const type of [
    'payout.paid',
    'invoice.upcoming',
    'customer.created',
    'test_helpers.test_clock.ready',
    'constructor',
  ])
    t.deepEqual(read(event(type, object)), [{ id: 'evt_1' }], type)
  t.deepEqual(read(event('payment_method.detached', { id: 'pm_1', customer: null })), [{ id: 'evt_1' }])
})

test('an event of the other mode, or of another account, is kept and nothing more; another version is told once', async (t) => {
  const { read, logged } = await webhookAt(t)

  t.deepEqual(read({ ...paid, livemode: true }), [{ id: 'evt_1' }])
  t.deepEqual(read({ ...paid, account: 'acct_2' }), [{ id: 'evt_1' }])
  t.regex(logged.join('\n'), /evt_1 is of live mode[^]*evt_1 is of the account acct_2/)
  logged.length = 0

  for (const version of ['2020-08-27', '2020-08-27', null])
    t.deepEqual(read({ ...paid, api_version: version }), [{ id: 'evt_1', ref: 'in_1' }])
  t.is(logged.length, 2)
  t.regex(logged.join('\n'), /speaks version 2020-08-27, not 2026-10-28\.endive/)
})

test('reconciliation finds what no webhook told, in pages, and asks for everything when it is long ago', async (t) => {
  const { standIn, billing, buy } = await shopAt(t)
  const start = new Date()
  const { ref } = await buy('a1')
  for (let count = 0; count < 130; count++)
    standIn.world.emit('invoice.paid', { object: 'invoice', id: `in_x${count}` })

  const refs = await billing.changed(start, call())

  t.true(refs.includes(ref))
  t.is(refs.filter((one) => one.startsWith('in_x')).length, 130)
  t.is(new Set(refs).size, refs.length)

  const later = await billing.changed(new Date(Date.now() + 60_000), call())
  t.true(later.includes('in_x0'), 'never delivered, of the three days before')

  t.deepEqual(await billing.changed(new Date(0), call()), [ref])
})
