import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { checkout } from './checkout.ts'
import { seal } from './token.ts'

const secret = 'a secret of the test'
const order = {
  account: 'a1',
  price: 'companion',
  name: 'Companion',
  description: '',
  amount: { micros: 14_990_000, currency: 'USD' },
  interval: 'month' as const,
  returnUrl: 'http://localhost/?checkout={ref}',
  cancelUrl: 'http://localhost/?checkout=canceled',
}

type Shop = ReturnType<typeof checkout>

async function shop(t: ExecutionContext, start = '2026-01-31T10:00:00.000Z') {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-checkout-'))
  t.teardown(async () => await rm(folder, { recursive: true }))
  let now = new Date(start)
  const open = () => checkout({ folder, secret, publicUrl: 'http://localhost/', now: () => now })
  return {
    open,
    billing: open(),
    at: (time: string) => {
      now = new Date(time)
    },
  }
}

/** What the checkout's page does with its token; the ref that core stores, or `refused`. */
function answer(billing: Shop, token: string, body: unknown): string {
  const { webhook } = billing
  const verified = webhook?.verify({
    method: 'POST',
    url: new URL(`http://localhost/v1/webhooks/sandbox/${token}`),
    headers: new Headers({ 'content-type': 'application/json' }),
    raw: Buffer.from(JSON.stringify(body)),
  })
  if (webhook === undefined || verified === undefined || verified === 'refused' || 'reply' in verified)
    return 'refused'
  return webhook.read(verified.body)[0]?.ref ?? 'refused'
}

async function buy(billing: Shop): Promise<{ token: string; ref: string }> {
  const { url } = await billing.checkout(order)
  const token = url.slice('http://localhost/sandbox/checkout/'.length)
  return { token, ref: answer(billing, token, { outcome: 'paid' }) }
}

test('payments that several processes book at the same moment are all kept', async (t) => {
  const { open, at } = await shop(t)
  const bought = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const billing = open()
      return { billing, ...(await buy(billing)) }
    }),
  )

  const booked = await Promise.all(bought.map(async ({ billing, ref }) => await billing.fetch(ref)))
  at('2026-02-03T10:00:00.000Z')

  // One that was lost would begin anew.
  const later = await Promise.all(bought.map(async ({ ref }) => await open().fetch(ref)))
  t.deepEqual(later, booked)
  t.is((await open().changed(new Date(0))).length, 8)
})

test('a payment that two processes book at the same moment is booked once', async (t) => {
  const { open, at } = await shop(t)
  const { ref } = await buy(open())
  const first = open().fetch(ref)
  at('2026-01-31T10:00:01.000Z')

  const [one, other] = await Promise.all([first, open().fetch(ref)])

  t.deepEqual(other, one)
})

test('what was paid runs for a month and then renews', async (t) => {
  const { billing, at } = await shop(t)
  const { ref } = await buy(billing)
  const first = await billing.fetch(ref)
  at('2026-03-01T00:00:00.000Z')
  const renewed = await billing.fetch(first.ref)

  t.like(first, { account: 'a1', price: 'companion', status: 'active', ends: false })
  t.is(first.until.toISOString(), '2026-02-28T10:00:00.000Z')
  t.is(renewed.until.toISOString(), '2026-03-31T10:00:00.000Z')
})

test('a payment that is told twice is one payment', async (t) => {
  const { billing, at } = await shop(t)
  const { token, ref } = await buy(billing)
  const [one, two] = await Promise.all([billing.fetch(ref), billing.fetch(ref)])
  at('2026-02-10T00:00:00.000Z')
  const again = await billing.fetch(answer(billing, token, { outcome: 'paid' }))

  t.deepEqual(one, two)
  t.deepEqual(again, one)
  t.is((await billing.invoices?.(one.ref))?.length, 1)
})

test('nothing is bought by a link that was changed, made for something else, or only known by its short ref', async (t) => {
  const { billing } = await shop(t)
  const { url } = await billing.checkout(order)
  const token = url.split('/').at(-1) ?? ''
  const [payload = '', signature = ''] = token.split('.')
  const cheaper = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('14990000', '1')).toString(
    'base64url',
  )
  const { id } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { id: string }

  t.is(answer(billing, `${cheaper}.${signature}`, { outcome: 'paid' }), 'refused')
  t.is(answer(billing, `${token}.x`, { outcome: 'paid' }), 'refused')
  t.is(answer(billing, seal('checkout', order, 'another secret'), { outcome: 'paid' }), 'refused')
  t.is(answer(billing, token, { outcome: 'free' }), 'refused')
  await t.throwsAsync(billing.fetch(`sbx_${id}`), { message: /neither paid nor declined/ })
  // the link itself is no receipt, though the same secret sealed it
  await t.throwsAsync(billing.fetch(`sbx_${id}:${token}`), { message: /not made by the sandbox/ })
})

test('a declined card may be followed by a payment, and a payment by no decline', async (t) => {
  const { billing } = await shop(t)
  const { url } = await billing.checkout(order)
  const token = url.split('/').at(-1) ?? ''
  const declined = await billing.fetch(answer(billing, token, { outcome: 'declined' }))
  const paid = await billing.fetch(answer(billing, token, { outcome: 'paid' }))
  const after = await billing.fetch(answer(billing, token, { outcome: 'declined' }))

  t.deepEqual([declined.status, paid.status, after.status], ['ended', 'active', 'active'])
})

test('a cancellation takes effect at the end of the period and can be undone until then', async (t) => {
  const { billing, at } = await shop(t)
  const { ref } = await billing.fetch((await buy(billing)).ref)
  await billing.cancel(ref)
  const cancelled = await billing.fetch(ref)
  await billing.resume?.(ref)
  const resumed = await billing.fetch(ref)
  await billing.cancel(ref)
  at('2026-02-28T10:00:00.000Z')

  t.like(cancelled, { status: 'active', ends: true })
  t.like(resumed, { status: 'active', ends: false })
  t.like(await billing.fetch(ref), { status: 'ended', ends: true })
  await t.throwsAsync(async () => await billing.resume?.(ref), { message: /already ended/ })
})

test('renewals and ends count as changes, though nobody wrote them down', async (t) => {
  const { billing, at } = await shop(t)
  const { ref } = await billing.fetch((await buy(billing)).ref)
  const since = new Date('2026-02-01T00:00:00.000Z')
  t.deepEqual(await billing.changed(since), [])
  at('2026-03-01T00:00:00.000Z')

  t.deepEqual(await billing.changed(since), [ref])
})

test('what was bought is still there after a restart, and many at once lose nothing', async (t) => {
  const { billing, open } = await shop(t)
  const bought = await Promise.all(Array.from({ length: 12 }, async () => await buy(billing)))
  const refs = await Promise.all(bought.map(async ({ ref }) => (await billing.fetch(ref)).ref))

  const later = await Promise.all(refs.map(async (ref) => (await open().fetch(ref)).status))
  t.deepEqual(new Set(later), new Set(['active']))
  t.is(new Set(refs).size, 12)
})
