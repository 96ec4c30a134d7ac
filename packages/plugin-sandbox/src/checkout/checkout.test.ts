import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Subscription } from '@parlor/plugin-kit'
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

  const booked = await Promise.all(bought.map(async ({ billing, ref }) => await fetched(billing, ref)))
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
  const first = await fetched(billing, ref)
  at('2026-03-01T00:00:00.000Z')
  const renewed = await fetched(billing, first.ref)

  t.like(first, { account: 'a1', price: 'companion', status: 'active', ends: false })
  t.is(first.until.toISOString(), '2026-02-28T10:00:00.000Z')
  t.is(renewed.until.toISOString(), '2026-03-31T10:00:00.000Z')
})

test('a payment that is told twice is one payment', async (t) => {
  const { billing, at } = await shop(t)
  const { token, ref } = await buy(billing)
  const [one, two] = await Promise.all([fetched(billing, ref), fetched(billing, ref)])
  at('2026-02-10T00:00:00.000Z')
  const again = await fetched(billing, answer(billing, token, { outcome: 'paid' }))

  t.deepEqual(one, two)
  t.deepEqual(again, one)
  t.is((await billing.invoices(one.ref))?.length, 1)
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
  t.is(await billing.fetch(`sbx_${id}`), undefined)
  // the link itself is no receipt, though the same secret sealed it
  t.is(await billing.fetch(`sbx_${id}:${token}`), undefined)
})

test('a declined card may be followed by a payment, and a payment by no decline', async (t) => {
  const { billing } = await shop(t)
  const { url } = await billing.checkout(order)
  const token = url.split('/').at(-1) ?? ''
  const declined = await fetched(billing, answer(billing, token, { outcome: 'declined' }))
  const paid = await fetched(billing, answer(billing, token, { outcome: 'paid' }))
  const after = await fetched(billing, answer(billing, token, { outcome: 'declined' }))

  t.deepEqual([declined.status, paid.status, after.status], ['ended', 'active', 'active'])
})

test('a cancellation takes effect at the end of the period and can be undone until then', async (t) => {
  const { billing, at } = await shop(t)
  const { ref } = await fetched(billing, (await buy(billing)).ref)
  await billing.cancel(ref)
  const cancelled = await fetched(billing, ref)
  await billing.resume(ref)
  const resumed = await fetched(billing, ref)
  await billing.cancel(ref)
  at('2026-02-28T10:00:00.000Z')

  t.like(cancelled, { status: 'active', ends: true })
  t.like(resumed, { status: 'active', ends: false })
  t.like(await fetched(billing, ref), { status: 'ended', ends: true })
  await t.throwsAsync(async () => await billing.resume(ref), { message: /already ended/ })
})

test('renewals and ends count as changes, though nobody wrote them down', async (t) => {
  const { billing, at } = await shop(t)
  const { ref } = await fetched(billing, (await buy(billing)).ref)
  const since = new Date('2026-02-01T00:00:00.000Z')
  t.deepEqual(await billing.changed(since), [])
  at('2026-03-01T00:00:00.000Z')

  t.deepEqual(await billing.changed(since), [ref])
})

test('what was bought is still there after a restart, and many at once lose nothing', async (t) => {
  const { billing, open } = await shop(t)
  const bought = await Promise.all(Array.from({ length: 12 }, async () => await buy(billing)))
  const refs = await Promise.all(bought.map(async ({ ref }) => (await fetched(billing, ref)).ref))

  const later = await Promise.all(refs.map(async (ref) => (await fetched(open(), ref)).status))
  t.deepEqual(new Set(later), new Set(['active']))
  t.is(new Set(refs).size, 12)
})

const plus = { ...order, price: 'plus', name: 'Plus', amount: { micros: 29_980_000, currency: 'USD' } }
const yearly = {
  ...order,
  price: 'year',
  interval: 'year' as const,
  amount: { micros: 119_000_000, currency: 'USD' },
}

async function bought(billing: Shop): Promise<string> {
  return (await fetched(billing, (await buy(billing)).ref)).ref
}

const totals = async (billing: Shop, ref: string) =>
  (await billing.invoices(ref)).map(({ total, status }) => `${status} ${total.micros / 1_000_000}`)

test('a larger tier costs what is left of the period at once, and its own price from the next', async (t) => {
  const { billing, at } = await shop(t, '2026-04-01T00:00:00.000Z')
  const ref = await bought(billing)
  at('2026-04-16T00:00:00.000Z')
  const preview = await billing.preview(ref, plus)
  await billing.change(ref, plus)
  await billing.change(ref, plus)
  at('2026-05-02T00:00:00.000Z')

  t.deepEqual(preview.due, { micros: 7_500_000, currency: 'USD' })
  t.is(preview.until.toISOString(), '2026-05-01T00:00:00.000Z')
  t.like(await fetched(billing, ref), { price: 'plus', status: 'active' })
  t.deepEqual(await totals(billing, ref), ['paid 29.98', 'paid 7.5', 'paid 14.99'])
})

test('a smaller tier gives a credit that the next payments are less by', async (t) => {
  const { billing, at } = await shop(t, '2026-04-01T00:00:00.000Z')
  const ref = await bought(billing)
  await billing.change(ref, plus)
  at('2026-04-16T00:00:00.000Z')
  const preview = await billing.preview(ref, order)
  await billing.change(ref, order)
  at('2026-06-02T00:00:00.000Z')

  t.is(preview.due.micros, -7_490_000)
  t.deepEqual(await totals(billing, ref), ['paid 14.99', 'paid 7.5', 'paid 14.99', 'paid 14.99'])
})

test('another interval begins a period of its own', async (t) => {
  const { billing, at } = await shop(t, '2026-04-01T00:00:00.000Z')
  const ref = await bought(billing)
  at('2026-04-16T00:00:00.000Z')
  const preview = await billing.preview(ref, yearly)
  await billing.change(ref, yearly)

  t.is(preview.due.micros, 111_510_000)
  t.is((await fetched(billing, ref)).until.toISOString(), '2027-04-16T00:00:00.000Z')
  t.deepEqual(await totals(billing, ref), ['paid 111.51', 'paid 14.99'])
})

test('free days bill nothing until they are over', async (t) => {
  const { billing, at } = await shop(t)
  const { url } = await billing.checkout({ ...order, trialDays: 7 })
  const { ref } = await fetched(billing, answer(billing, tokenOf(url), { outcome: 'paid' }))
  const free = await fetched(billing, ref)
  t.deepEqual(await billing.invoices(ref), [])
  at('2026-02-07T10:00:00.000Z')

  t.like(free, { status: 'trial', until: new Date('2026-02-07T10:00:00.000Z') })
  t.like(await fetched(billing, ref), { status: 'active', until: new Date('2026-03-07T10:00:00.000Z') })
  t.deepEqual(await totals(billing, ref), ['paid 14.99'])
})

test('a renewal that fails is due until it is paid, and each page for cards counts once', async (t) => {
  const { billing, at } = await shop(t)
  const ref = await bought(billing)
  at('2026-02-10T10:00:00.000Z')
  const { url } = await billing.card({ ref, returnUrl: order.returnUrl, cancelUrl: order.cancelUrl })
  const failing = answer(billing, tokenOf(url), { outcome: 'failing' })
  const due = await fetched(billing, failing)
  t.deepEqual(await totals(billing, ref), ['open 14.99', 'paid 14.99'])
  const paid = await fetched(billing, answer(billing, tokenOf(due.payUrl ?? ''), { outcome: 'paid' }))

  t.like(due, { status: 'past-due', dueSince: new Date('2026-02-10T10:00:00.000Z') })
  t.like(paid, { status: 'active', until: new Date('2026-03-10T10:00:00.000Z') })
  t.deepEqual(await fetched(billing, failing), paid)
  t.deepEqual(await totals(billing, ref), ['paid 14.99', 'paid 14.99'])
})

test('a page answers only what it is for', async (t) => {
  const { billing } = await shop(t)
  const ref = await bought(billing)
  const { url } = await billing.card({ ref, returnUrl: order.returnUrl, cancelUrl: order.cancelUrl })

  t.is(answer(billing, tokenOf(url), { outcome: 'paid' }), 'refused')
  t.is(answer(billing, tokenOf((await billing.checkout(order)).url), { outcome: 'saved' }), 'refused')
})

test('a bank that takes its time opens nothing, and then confirms or refuses', async (t) => {
  const { billing } = await shop(t)
  const statuses = []
  for (const last of ['paid', 'declined']) {
    const token = tokenOf((await billing.checkout(order)).url)
    const first = await fetched(billing, answer(billing, token, { outcome: 'pending' }))
    const then = await fetched(billing, answer(billing, token, { outcome: last }))
    statuses.push([first.status, then.status])
  }

  t.deepEqual(statuses, [
    ['pending', 'active'],
    ['pending', 'ended'],
  ])
})

test('an account that is closed is billed nothing more', async (t) => {
  const { billing, at } = await shop(t)
  const ref = await bought(billing)
  at('2026-02-10T10:00:00.000Z')
  await billing.close(ref)
  at('2027-01-01T00:00:00.000Z')

  t.like(await fetched(billing, ref), { status: 'ended' })
  t.is((await billing.invoices(ref)).length, 1)
  await t.throwsAsync(billing.preview(ref, plus), { message: /already ended/ })
})

/** What the sandbox says of a ref that it knows. */
async function fetched(billing: Shop, ref: string): Promise<Subscription> {
  const subscription = await billing.fetch(ref)
  if (subscription === undefined) throw new Error('The sandbox does not know this ref')
  return subscription
}

function tokenOf(url: string): string {
  return url.split('/').at(-1) ?? ''
}
