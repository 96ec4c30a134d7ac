import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { call, orderOf, shopAt } from './billing-for-test.ts'

const run = promisify(execFile)

/**
 * Stripe's own CLI, where it is installed: `npm install --no-save @stripe/cli@1.52.0`. It is no dependency, since it is
 * 30 MB of one platform.
 */
function cli(): string | undefined {
  try {
    const name = `@stripe/cli-${process.platform}-${process.arch}/package.json`
    return join(createRequire(import.meta.url).resolve(name), '..', 'bin', 'stripe')
  } catch {
    return undefined
  }
}

/** Lets the CLI make an event of a type by its own sequence of requests, with a customer of ours where it names one. */
async function triggered(t: ExecutionContext, program: string, type: string, { isOurs = false } = {}) {
  const shop = await shopAt(t)
  const home = await mkdtemp(join(tmpdir(), 'parlor-stripe-cli-'))
  t.teardown(async () => await rm(home, { recursive: true, force: true }))
  await shop.billing.checkout(orderOf('a1'), call())
  const [customer] = shop.standIn.world.all<{ id: string; invoice_settings: object }>('customer')
  // As the CLI gives it to the customers that it makes itself
  const hasCard = !/paused|trial/.test(type)
  Object.assign(customer?.invoice_settings ?? {}, { default_payment_method: hasCard ? 'pm_card_visa' : null })
  const before = shop.standIn.events.length
  const ours = ['--skip', 'customer', '--override', `subscription:customer=${customer?.id ?? ''}`]
  const target = ['--api-base', shop.standIn.url, '--api-key', shop.standIn.secretKey]
  await run(program, ['trigger', type, ...target, ...(isOurs ? ours : [])], {
    env: { HOME: home, XDG_CONFIG_HOME: home, STRIPE_CLI_TELEMETRY_OPTOUT: '1' },
    timeout: 60_000,
  })
  const events = shop.standIn.events.slice(before)
  t.true(
    events.some((event) => event.type === type),
    type,
  )
  const said = []
  for (const event of events) {
    const { raw, headers } = shop.standIn.signed(event)
    const url = new URL('https://parlor.example/v1/webhooks/stripe')
    const verified = shop.billing.webhook.verify({ method: 'POST', url, headers: new Headers(headers), raw })
    if (typeof verified === 'string' || 'reply' in verified) throw new Error(`${event.type} was refused`)
    const [news] = shop.billing.webhook.read(verified.body)
    if (news?.ref !== undefined) said.push(await shop.billing.fetch(news.ref, call()))
  }
  return said
}

const skipped = (t: ExecutionContext) => {
  t.log('skipped: @stripe/cli is not installed')
  t.pass()
}

test('subscriptions that Stripe’s own CLI makes, pauses and ends for a customer of ours are told as they are', async (t) => {
  const program = cli()
  if (program === undefined) return skipped(t)
  const expected = {
    'customer.subscription.created': 'active',
    'customer.subscription.updated': 'active',
    'customer.subscription.deleted': 'ended',
    'customer.subscription.paused': 'paused',
    'customer.subscription.trial_will_end': 'trial',
  }
  await Promise.all(
    Object.entries(expected).map(async ([type, status]) => {
      const said = await triggered(t, program, type, { isOurs: true })
      t.true(said.length > 0 && said.every((one) => one?.status === status && one.account === 'a1'), type)
    }),
  )
})

test('what the CLI does with customers that are not ours concerns nobody here, and breaks nothing', async (t) => {
  const program = cli()
  if (program === undefined) return skipped(t)
  const types =
    'invoice.paid invoice.payment_failed invoice.voided invoice.marked_uncollectible charge.refunded ' +
    'charge.dispute.closed customer.deleted payment_method.attached customer.subscription.created'
  for (const type of types.split(' ')) {
    const said = await triggered(t, program, type)
    t.true(
      said.every((one) => one === undefined),
      type,
    )
  }
})
