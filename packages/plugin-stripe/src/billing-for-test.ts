import {
  memoryRecords,
  type Billing,
  type Call,
  type CheckoutOrder,
  type Host,
  type Offer,
  type Records,
  type Subscription,
} from '@parlor/plugin-kit'
import type { ExecutionContext } from 'ava'
import { stripe } from './plugin.ts'
import { stripeStandIn, type StripeStandIn } from './stand-in/stand-in.ts'

type Options = Parameters<typeof stripeStandIn>[0]
type Set = {
  readonly standIn: StripeStandIn
  readonly billing: Required<Billing>
  readonly logged: string[]
  readonly records: Records
}

export const companion: Offer = {
  price: 'companion',
  name: 'Companion',
  description: 'Talk as much as you like.',
  amount: { micros: 14_990_000, currency: 'USD' },
  interval: 'month',
}
export const plus: Offer = {
  ...companion,
  price: 'plus',
  name: 'Plus',
  amount: { micros: 29_990_000, currency: 'USD' },
}

/** The stand-in, and the plugin set up against it as core does it; both closed with the test. */
export async function billingAt(t: ExecutionContext, more: object = {}, options: Options = {}): Promise<Set> {
  const standIn = await stripeStandIn(options)
  t.teardown(standIn.close)
  const { billing, logged, records } = await pluginAt(t, standIn.url, more)
  if (!standIn.hasContract)
    t.log('requests are not held against the schemas: there is no folder shared/contract/stripe')
  return { standIn, billing, logged, records }
}

export async function pluginAt(
  t: ExecutionContext,
  baseUrl: string,
  more: object = {},
): Promise<Omit<Set, 'standIn'>> {
  const undo: (() => void | Promise<void>)[] = []
  const logged: string[] = []
  const closing = new AbortController()
  const write = (...words: unknown[]) => void logged.push(words.join(' '))
  const records = memoryRecords()
  const host: Host = {
    log: { info: write, warn: write, error: write },
    signal: closing.signal,
    onClose: (close) => void undo.push(close),
    http: () => {
      throw new Error('Stripe is asked by its own client')
    },
    records,
  }
  t.teardown(async () => {
    closing.abort()
    for (const close of undo) await close()
  })
  const { billing } = await stripe({
    secretKey: 'sk_test_standinsecret',
    webhookSecrets: ['whsec_a_secret_of_the_stand_in'],
    baseUrl,
    ...more,
  }).setup(host)
  if (billing === undefined) throw new Error('The plugin gave no billing')
  return { billing: billing as Required<Billing>, logged, records }
}

export const call = (key = 'k', signal: Call['signal'] = new AbortController().signal): Call => ({
  key,
  signal,
})

export function orderOf(account: string, offer: Offer = companion): CheckoutOrder {
  return {
    ...offer,
    account,
    returnUrl: 'https://parlor.example/?checkout={ref}',
    cancelUrl: 'https://parlor.example/?checkout=canceled',
  }
}

/** The session that a page belongs to. */
export const sessionOf = (url: string) => url.split('/').at(-1) ?? ''

/** A shop that sells two tiers. */
export async function shopAt(
  t: ExecutionContext,
  more: object = {},
  options: Options = {},
): Promise<
  Set & {
    readonly buy: (account: string, offer?: Offer) => Promise<Subscription & { readonly session: string }>
  }
> {
  const shop = await billingAt(t, more, options)
  await shop.billing.sell([companion, plus], { isDry: false }, call())
  return {
    ...shop,
    /** Buys, and gives the subscription as it is then. */
    async buy(account: string, offer: Offer = companion) {
      const { url } = await shop.billing.checkout(orderOf(account, offer), call())
      const session = sessionOf(url)
      shop.standIn.pay(session)
      const bought = await shop.billing.fetch(session, call())
      if (bought === undefined) throw new Error('Nothing was bought')
      return { ...bought, session }
    },
  }
}
