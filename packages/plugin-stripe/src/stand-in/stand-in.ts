import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type Stripe from 'stripe'
import { readContract } from './contract.ts'
import { createPrice, createProduct } from './catalog.ts'
import { answerOf } from './expand.ts'
import { faultAnswers, type Fault } from './faults.ts'
import { dashboardRoutes } from './dashboard.ts'
import { decodeForm, textOf } from './form.ts'
import { attempt } from './invoices.ts'
import { closeDispute, dispute, failRefund, refund } from './money.ts'
import { routesOf } from './routes.ts'
import { deliverEvent, signedEvent, signingSecret } from './sender.ts'
import { createSessions } from './sessions.ts'
import { afterPayment, catchUp, endSubscription } from './subscriptions.ts'
import { ApiError, createWorld, invalid, type Card } from './world.ts'

type Received = {
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, unknown>>
  readonly headers: IncomingHttpHeaders
}
type Reply = { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }

export type StripeStandIn = Awaited<ReturnType<typeof stripeStandIn>>

const secretKey = 'sk_test_standinsecret'
/** Beside the project, where it is there; the stand-in works without. */
export const contractFolder = fileURLToPath(new URL('../../../../../shared/contract/stripe', import.meta.url))

/**
 * Stripe on 127.0.0.1: real HTTP and forms, idempotency keys, lists in pages, signed webhooks, and a world of customers,
 * subscriptions and money in which nothing happens by itself: a test says who pays, what time it is, which request
 * goes wrong, and when which event is delivered.
 *
 * Where the vendor's schemas of request parameters are at hand, whatever they do not allow is refused.
 */
export async function stripeStandIn(options: { readonly at?: Date; readonly contractFolder?: string } = {}) {
  const world = createWorld(options.at === undefined ? {} : { at: options.at })
  const contract = readContract(options.contractFolder ?? contractFolder)
  const sessions = createSessions(world)
  const delivered = new Set<string>()
  const received: Received[] = []
  const faults: { readonly path: RegExp; readonly fault: Fault }[] = []
  const kept = new Map<string, Reply & { readonly asked: string }>()
  const routes = [
    ...routesOf(world, sessions, ({ id }) => delivered.has(id)),
    ...dashboardRoutes(world, deleteCustomer),
  ].map(([method, path, answer]) => ({
    method,
    pattern: new RegExp(`^${path.replace(':id', '([^/]+)')}$`),
    answer,
  }))
  let hook = ''

  const server = createServer((request, response) => void serve(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const subscription = (id: string) => world.get<Stripe.Subscription>('subscription', id)

  return {
    url,
    secretKey,
    signingSecret,
    world,
    events: world.events,
    received,
    /** Whether requests are held against the vendor's schemas. */
    hasContract: contract !== undefined,
    /** What was asked for, by method and a part of the path. */
    requests: (method: string, path: RegExp) =>
      received.filter((request) => request.method === method && path.test(request.path)),
    /** The next requests to a path go wrong, one after the other. */
    fail: (path: RegExp, ...more: readonly Fault[]) =>
      void faults.push(...more.map((fault) => ({ path, fault }))),

    /** Puts a product with a price on sale, as an operator does in the dashboard. */
    sell(price: {
      readonly lookupKey: string
      readonly amount: number
      readonly currency: string
      readonly interval: string
    }): Stripe.Price {
      const { id } = createProduct(world, { name: price.lookupKey })
      return createPrice(world, {
        product: id,
        unit_amount: String(price.amount),
        currency: price.currency,
        recurring: { interval: price.interval },
        lookup_key: price.lookupKey,
      })
    },
    /** The buyer gives a card on the page of a checkout. */
    pay: (session: string, card: Card = 'good') => sessions.complete(session, card),
    /** The bank of a slow payment says no. */
    failSlow(id: string) {
      const session = world.get<Stripe.Checkout.Session>('checkout.session', id)
      for (const intent of world.all<Stripe.PaymentIntent>('payment_intent'))
        if (intent.customer === session.customer && intent.status === 'processing')
          intent.status = 'requires_payment_method'
      world.emit('checkout.session.async_payment_failed', session)
    },
    expire: (session: string) => sessions.expire(session),
    /** What the card of a subscription does from now on. */
    setCard(id: string, card: Card) {
      world.cards.set(textOf(subscription(id).default_payment_method), card)
    },
    removeCard(id: string) {
      subscription(id).default_payment_method = null
    },
    /** Lets time pass: what ends, ends; what renews is paid, or not. */
    advanceTo(time: Date) {
      const until = Math.floor(time.getTime() / 1000)
      for (const one of world.all<Stripe.Subscription>('subscription')) catchUp(world, one, until)
      world.setClock(until)
    },
    /** The buyer pays an invoice on its own page. */
    payInvoice(id: string) {
      const invoice = world.get<Stripe.Invoice>('invoice', id)
      const method = world.id('pm')
      world.cards.set(method, 'good')
      attempt(world, invoice, method)
      afterPayment(world, invoice)
    },
    /** The charge of a subscription's newest invoice that cost something. */
    chargeOf(id: string): Stripe.Charge {
      const invoice = world
        .all<Stripe.Invoice>('invoice')
        .find((one) => one.parent?.subscription_details?.subscription === id && one.amount_paid > 0)
      const payment = world
        .all<Stripe.InvoicePayment>('invoice_payment')
        .find((one) => one.invoice === invoice?.id)
      const intent = world.get<Stripe.PaymentIntent>(
        'payment_intent',
        textOf(payment?.payment.payment_intent),
      )
      return world.get<Stripe.Charge>('charge', textOf(intent.latest_charge))
    },
    refund: (charge: string, amount?: number) => refund(world, charge, amount),
    failRefund: (id: string) => failRefund(world, id),
    dispute: (charge: string, status?: string) => dispute(world, charge, status),
    closeDispute: (id: string, status: 'won' | 'lost') => closeDispute(world, id, status),
    endSubscription: (id: string) => endSubscription(world, subscription(id), 'payment_failed'),
    /** Changes a subscription by hand, as an operator does in the dashboard. */
    edit(id: string, change: (one: Stripe.Subscription) => void) {
      change(subscription(id))
      world.emit('customer.subscription.updated', subscription(id))
    },
    deleteCustomer,

    /** Where events go. */
    sendWebhooksTo: (address: string) => void (hook = address),
    signed: signedEvent,
    /** Sends events one after the other; all that were never delivered, unless it is said which. Gives the statuses. */
    async deliver(
      events: readonly Stripe.Event[] = world.events.filter(({ id }) => !delivered.has(id)),
      more: Parameters<typeof deliverEvent>[2] = {},
    ): Promise<readonly number[]> {
      const statuses: number[] = []
      for (const event of events) {
        const status = await deliverEvent(hook, event, more)
        if (status >= 200 && status < 300) delivered.add(event.id)
        statuses.push(status)
      }
      return statuses
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }

  function deleteCustomer(id: string): object {
    const customer = world.get<Stripe.Customer>('customer', id)
    for (const one of world.all<Stripe.Subscription>('subscription'))
      if (one.customer === id && one.ended_at === null) endSubscription(world, one, 'cancellation_requested')
    Object.assign(customer, { deleted: true, metadata: {} })
    world.emit('customer.deleted', customer)
    return { id, object: 'customer', deleted: true }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const { method = 'GET', headers } = request
    const { pathname: path, search } = new URL(request.url ?? '/', url)
    const text = method === 'POST' ? Buffer.concat(parts).toString() : search.slice(1)
    const params = decodeForm(text)
    received.push({ method, path, params, headers })
    const at = faults.findIndex((one) => one.path.test(path))
    const [{ fault } = { fault: undefined }] = at === -1 ? [] : faults.splice(at, 1)
    if (fault === 'reset-before') return void request.socket.destroy()
    if (fault === 'silent-before') return
    const reply = replyTo({ method, path, params, headers }, fault)
    if (fault === 'reset-after') return void request.socket.destroy()
    if (fault === 'silent-after') return
    response.writeHead(reply.status, {
      'content-type': 'application/json',
      'request-id': world.id('req'),
      'stripe-version': textOf(headers['stripe-version'] ?? ''),
      ...reply.headers,
    })
    response.end(reply.body)
  }

  /** The same key gives the same answer for a day, errors of the inside and declined cards too. */
  function replyTo(request: Received, fault: Fault | undefined): Reply {
    const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined
    if (typeof key !== 'string') return run(request, fault).reply
    const asked = JSON.stringify([request.method, request.path, request.params])
    const before = kept.get(key)
    if (before !== undefined && before.asked !== asked) {
      const message =
        'Keys for idempotent requests can only be used with the same parameters they were first used with.'
      return errorOf(400, { type: 'idempotency_error', message })
    }
    if (before !== undefined) return { ...before, headers: { 'idempotent-replayed': 'true' } }
    const { reply, isKept } = run(request, fault)
    if (isKept) kept.set(key, { ...reply, asked })
    return reply
  }

  function run(
    request: Received,
    fault: Fault | undefined,
  ): { readonly reply: Reply; readonly isKept: boolean } {
    const { method, path, params, headers } = request
    const failure = fault === undefined ? undefined : faultAnswers[fault]
    if (failure !== undefined && fault !== 'error-after')
      return {
        reply: errorOf(failure.status, failure.error),
        isKept: fault === 'error' || fault === 'declined',
      }
    try {
      if (headers.authorization !== `Bearer ${secretKey}`)
        throw new ApiError(401, { type: 'invalid_request_error', message: 'Invalid API Key provided' })
      const problem = contract?.(method, path, params)
      if (problem !== undefined) throw invalid(problem, { code: 'parameter_unknown' })
      const route = routes.find((one) => one.method === method && one.pattern.test(path))
      if (route === undefined)
        throw new ApiError(404, {
          type: 'invalid_request_error',
          message: `Unrecognized request URL (${method}: ${path})`,
        })
      const [, id = ''] = route.pattern.exec(path) ?? []
      const value = answerOf(world, route.answer(decodeURIComponent(id), params), params['expand'])
      if (failure !== undefined) return { reply: errorOf(failure.status, failure.error), isKept: true }
      return { reply: { status: 200, body: JSON.stringify(value) }, isKept: true }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return { reply: errorOf(error.status, error.body), isKept: error.status === 402 }
    }
  }
}

function errorOf(status: number, error: Readonly<Record<string, unknown>>): Reply {
  return { status, body: JSON.stringify({ error }) }
}
