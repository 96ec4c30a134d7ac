/* eslint-disable typescript/no-explicit-any -- a test looks into whatever the server answers */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPlatform } from '@parlor/core'
import { startTestPostgres } from '@parlor/embedded-postgres/test'
import { sandbox } from '@parlor/plugin-sandbox'
import { stripe } from '@parlor/plugin-stripe'
import { stripeStandIn } from '@parlor/plugin-stripe/stand-in'
import test from 'ava'
import pg from 'pg'
import { personAt } from './person.ts'

const postgres = await startTestPostgres()

const secret = 'a secret of at least thirty-two characters'
const publicUrl = 'https://parlor.example.com'
const dayMs = 86_400_000
/** The whole of core between the plugin and Stripe's stand-in, whose webhooks come to it. */
async function parlorAtStripe() {
  const [databaseUrl, folder, standIn] = await Promise.all([
    postgres.createDatabase(),
    mkdtemp(join(tmpdir(), 'parlor-stripe-')),
    stripeStandIn(),
  ])
  standIn.sell({ lookupKey: 'companion', amount: 1499, currency: 'usd', interval: 'month' })
  const plugin = stripe({
    secretKey: standIn.secretKey,
    webhookSecrets: [standIn.signingSecret],
    baseUrl: standIn.url,
  })
  const platform = createPlatform({
    settings: {
      databaseUrl,
      publicUrl,
      secret,
      dataFolder: folder,
      tiers: {
        text: 'tiers: [{ id: companion, name: Companion, price: { amount: "14.99", currency: USD, interval: month }, features: { chat: true } }]',
        fileName: 'tiers.yaml',
      },
      termsVersion: '1',
      recovery: { sweepSeconds: 1 },
    },
    plugins: [
      plugin,
      sandbox({ slots: ['chatModel', 'imageProvider', 'moderator'], folder, secret, publicUrl }),
    ],
    log: { info() {}, warn() {}, error() {} },
    report() {},
  })
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  await platform.migrate()
  const { url } = await platform.web.listen(0)
  await platform.work()
  standIn.sendWebhooksTo(`${url}/v1/webhooks/stripe`)

  return {
    standIn,
    close: async () => {
      await platform.close()
      await pool.end()
      await standIn.close()
      await rm(folder, { recursive: true, force: true })
    },
    person: async () => {
      const person = personAt(url)
      const email = `person-${crypto.randomUUID()}@example.com`
      await person.call('POST', '/v1/auth/sign-up/email', { email, password: 'correct horse', name: 'Alex' })
      await person.call('POST', '/v1/me/adult', { over18: true, termsVersion: '1' })
      const { user } = await person.call('GET', '/v1/me')
      return { ...person, account: user.id as string }
    },
    entitlement: async (account: string) =>
      (
        await pool.query(
          'select price, status, ends, until, due_since, frozen, subscription from entitlement where account_id = $1',
          [account],
        )
      ).rows[0],
    /** All that was delivered is applied. */
    settled: async () => {
      const waiting = async () =>
        Number((await pool.query(`select count(*) from inbox where state = 'waiting'`)).rows[0].count)
      while ((await waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 20))
    },
    stored: async () => Number((await pool.query('select count(*) from inbox')).rows[0].count),
  }
}

const sessionOf = ({ url }: { readonly url: string }) => url.split('/').at(-1) ?? ''

// One platform for all: most of the time goes into starting it. Each test says what time it is at Stripe
const parlor = await parlorAtStripe()
test.after.always(async () => {
  await parlor.close()
  await postgres.stop()
})

const atStripe = (time: number) => parlor.standIn.world.setClock(Math.floor(time / 1000))

test.serial(
  'the return from the page of Stripe opens the chat before any webhook, for its own buyer alone',
  async (t) => {
    const { standIn, person, entitlement, settled, stored } = parlor
    atStripe(Date.now())
    const [buyer, other] = await Promise.all([person(), person()])
    const session = sessionOf(await buyer.call('POST', '/v1/checkout', { tier: 'companion' }))
    t.is(sessionOf(await buyer.call('POST', '/v1/checkout', { tier: 'companion' })), session)
    const goesNowhere = async (who: typeof buyer, ref: string) =>
      await t.throwsAsync(async () => await who.call('POST', '/v1/checkout/return', { ref }), {
        message: / 404:/,
      })
    await goesNowhere(buyer, session) // not paid yet

    standIn.pay(session)

    await goesNowhere(other, session)
    await goesNowhere(buyer, 'cs_test_garbage')
    t.is(await entitlement(other.account), undefined)
    await buyer.call('POST', '/v1/checkout/return', { ref: session })
    t.like(await entitlement(buyer.account), { price: 'companion', status: 'active', ends: false })
    const before = await entitlement(buyer.account)

    // The same event twenty times at once, then all of them
    const [first] = standIn.events.filter(({ type }) => type === 'invoice.paid')
    await Promise.all(Array.from({ length: 20 }, async () => await standIn.deliver(first ? [first] : [])))
    t.is(await stored(), 1)
    await standIn.deliver()
    await settled()
    t.deepEqual(await entitlement(buyer.account), before)
    await t.throwsAsync(async () => await buyer.call('POST', '/v1/checkout', { tier: 'companion' }), {
      message: / 409:/,
    })
  },
)

test.serial('what nobody signed is refused and not stored', async (t) => {
  const { standIn, stored } = parlor
  atStripe(Date.now())
  const before = await stored()
  const events = [standIn.world.emit('payout.paid', { object: 'payout', id: 'po_1' })]

  const hourAhead = new Date(Date.now() + 3_600_000)
  const tooOld = new Date(Date.now() - 302_000)
  const statuses = [
    ...(await standIn.deliver(events, { secret: 'whsec_another_secret' })),
    ...(await standIn.deliver(events, { at: hourAhead })),
    ...(await standIn.deliver(events, { at: tooOld })),
  ]

  t.true(
    statuses.every((status) => status >= 400 && status < 500),
    String(statuses),
  )
  t.is(await stored(), before)
  t.deepEqual(await standIn.deliver(events), [200])
  t.is(await stored(), before + 1)
})

test.serial(
  'checkout and first renewal in any order, doubled, with one three days late, open the same',
  async (t) => {
    const { standIn, person, entitlement, settled } = parlor
    atStripe(Date.now() - 35 * dayMs)
    const buyers = await Promise.all(Array.from({ length: 6 }, person))
    for (const buyer of buyers)
      standIn.pay(sessionOf(await buyer.call('POST', '/v1/checkout', { tier: 'companion' })))
    const eventsOf = (account: string) => {
      const customer = standIn.world
        .all<{ id: string; metadata: { account?: string } }>('customer')
        .find(({ metadata }) => metadata.account === account)
      return standIn.events.filter(
        ({ type, data }) =>
          /^(checkout\.session\.completed|customer\.subscription\.|invoice\.paid)/.test(type) &&
          (data.object as { customer?: string }).customer === customer?.id,
      )
    }
    // Some hear of the checkout when it happens, others of nothing until a month later
    const early = buyers.slice(0, 3)
    for (const [index, { account }] of early.entries()) {
      const events = eventsOf(account)
      await standIn.deliver(events.slice(index % 2, 2 + (index % 3)))
    }
    await settled()
    standIn.advanceTo(new Date(Date.now() - 1000))

    for (const [index, { account }] of buyers.entries()) {
      const events = eventsOf(account)
      t.is(events.length, 6)
      const order = [...events.slice(index % 6), ...events.slice(0, index % 6)]
      if (index % 2 === 1) order.reverse()
      const [late, ...inTime] = order
      await standIn.deliver([...inTime, ...inTime.toReversed(), ...(late ? [late, late] : [])])
    }
    await settled()

    for (const { account } of buyers) {
      const row = await entitlement(account)
      t.like(row, { price: 'companion', status: 'active', ends: false, due_since: null, frozen: null })
      t.true(row.until.getTime() > Date.now() + 20 * dayMs)
    }
  },
)

test.serial(
  'due, disputed, cancelled, taken back and ended: what is open follows by webhooks alone',
  async (t) => {
    const { standIn, person, entitlement, settled } = parlor
    atStripe(Date.now() - 33 * dayMs)
    const buyer = await person()
    standIn.pay(sessionOf(await buyer.call('POST', '/v1/checkout', { tier: 'companion' })))
    const told = async () => {
      await standIn.deliver()
      await settled()
      return await entitlement(buyer.account)
    }
    const { subscription } = await told()

    standIn.setCard(subscription, 'declines')
    standIn.advanceTo(new Date())
    const due = await told()
    t.like(due, { status: 'past-due', ends: false })
    t.true(due.due_since instanceof Date)

    standIn.setCard(subscription, 'good')
    const open = standIn.world.get<{ latest_invoice: string }>('subscription', subscription).latest_invoice
    standIn.payInvoice(open)
    t.like(await told(), { status: 'active', due_since: null })

    const dispute = standIn.dispute(standIn.chargeOf(subscription).id)
    t.is((await told()).frozen, 'disputed')
    standIn.closeDispute(dispute.id, 'won')
    t.is((await told()).frozen, null)

    await buyer.call('POST', '/v1/subscription/cancel')
    t.true((await told()).ends)
    await buyer.call('POST', '/v1/subscription/resume')
    t.false((await told()).ends)

    const made = standIn.requests('POST', /customers$/).length
    standIn.deleteCustomer(standIn.world.get<{ customer: string }>('subscription', subscription).customer)
    t.like(await told(), { status: 'ended' })
    t.is(standIn.requests('POST', /customers$/).length, made)
  },
)

test.serial('more buyers at once than the database has connections all get their page', async (t) => {
  const { standIn, person } = parlor
  atStripe(Date.now())
  const before = standIn.requests('POST', /customers$/).length
  const buyers = await Promise.all(Array.from({ length: 11 }, person))

  const pages = await Promise.all(
    buyers.flatMap((buyer) =>
      Array.from({ length: 2 }, async () => await buyer.call('POST', '/v1/checkout', { tier: 'companion' })),
    ),
  )

  t.is(new Set(pages.map(sessionOf)).size, 11)
  t.is(standIn.requests('POST', /customers$/).length, before + 11)
})
