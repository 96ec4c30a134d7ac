import type { Subscription } from '@parlor/plugin-kit'
import test from 'ava'
import type Stripe from 'stripe'
import { call, orderOf, sessionOf, shopAt } from './billing-for-test.ts'

const wanted = /^(checkout\.session\.completed|customer\.subscription\.(created|updated)|invoice\.paid)$/

/**
 * The six events of a checkout and its first renewal, and what a fetch by each of them says once the world has gone as
 * far as each of them: `said[ref][stage]`.
 */
async function story(...[t]: Parameters<typeof shopAt>) {
  const { standIn, billing } = await shopAt(t, {}, { at: new Date('2026-01-31T10:00:00Z') })
  const session = sessionOf((await billing.checkout(orderOf('a1'), call())).url)
  const before = standIn.events.length
  standIn.pay(session)
  const events = () => standIn.events.slice(before).filter(({ type }) => wanted.test(type))
  const count = events().length
  const refs = (all: readonly Stripe.Event[]) =>
    all.map((event) => {
      const { raw, headers } = standIn.signed(event)
      const url = new URL('https://parlor.example/v1/webhooks/stripe')
      const verified = billing.webhook.verify({ method: 'POST', url, headers: new Headers(headers), raw })
      if (typeof verified === 'string' || 'reply' in verified) throw new Error('An event was refused')
      return billing.webhook.read(verified.body)[0]?.ref ?? ''
    })
  const look = async (all: readonly string[]) =>
    new Map(await Promise.all(all.map(async (ref) => [ref, await billing.fetch(ref, call())] as const)))
  const paid = await look(refs(events()))
  standIn.advanceTo(new Date('2026-03-03T10:00:00Z'))
  const all = refs(events())
  const renewed = await look(all)
  return { all, count, at: (ref: string, index: number) => (index < count ? paid : renewed).get(ref) }
}

function* permutations(size: number, taken: readonly number[] = []): Generator<readonly number[]> {
  if (taken.length === size) yield taken
  for (let next = 0; next < size; next++)
    if (!taken.includes(next)) yield* permutations(size, [...taken, next])
}

test('six events in each of 720 orders, all doubled, each once three days late: the same is open in the end', async (t) => {
  const { all, count, at } = await story(t)
  t.is(all.length, 6)
  const last = at(all[5] ?? '', 5)
  t.like(last, { status: 'active', price: 'companion', account: 'a1', ends: false })
  t.is(last?.until.toISOString(), '2026-03-31T10:00:00.000Z')
  let tried = 0

  for (const order of permutations(6)) {
    for (const late of order) {
      const inTime = order.filter((index) => index !== late)
      let stage = 0
      let kept: Subscription | undefined
      for (const index of [...inTime.flatMap((one) => [one, one]), ...inTime, late, late]) {
        // Nothing is told before it happens; what is told late meets a world that has gone on
        stage = Math.max(stage, index)
        kept = at(all[index] ?? '', stage) ?? kept
      }
      tried += 1
      if (JSON.stringify(kept) !== JSON.stringify(last)) t.fail(`order ${order.join(' ')}, late ${late}`)
    }
  }

  t.is(tried, 720 * 6)
  t.true(count > 0 && count < 6)
})
