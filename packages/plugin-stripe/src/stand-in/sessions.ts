import type Stripe from 'stripe'
import { textOf } from './form.ts'
import { make } from './shapes.ts'
import { startSubscription } from './subscriptions.ts'
import { invalid, missing, type Card, type World } from './world.ts'

type Params = Readonly<Record<string, unknown>>

/** Details that a session keeps for its completion and never shows. */
type Hidden = {
  readonly price: string | undefined
  readonly metadata: Record<string, string>
  readonly trialDays: number | undefined
  readonly atEndOfTrial: string
}

export function createSessions(world: World) {
  const hidden = new Map<string, Hidden>()
  const get = (id: string) => world.get<Stripe.Checkout.Session>('checkout.session', id)
  const openOne = (id: string) => {
    const session = get(id)
    if (session.status !== 'open') throw invalid('This Checkout Session is not open')
    return session
  }

  return {
    create(params: Params): Stripe.Checkout.Session {
      const mode = textOf(params['mode'])
      const customer = textOf(params['customer'])
      if ((world.find(customer) as { deleted?: true } | undefined)?.deleted !== undefined)
        throw missing('customer', customer)
      world.get('customer', customer)
      const [line] = (params['line_items'] ?? []) as Params[]
      const price = line?.['price'] === undefined ? undefined : textOf(line['price'])
      if (mode === 'subscription') {
        if (price === undefined) throw invalid('You must provide line_items', { param: 'line_items' })
        if (!world.get<Stripe.Price>('price', price).active)
          throw invalid('The price specified is inactive', { param: 'line_items[0][price]' })
      }
      if (mode === 'setup' && params['currency'] === undefined)
        throw invalid('You must specify currency in setup mode', { param: 'currency' })
      const data = (params['subscription_data'] ?? {}) as Params
      const id = world.id('cs_test')
      const trial = data['trial_period_days']
      hidden.set(id, {
        price,
        metadata: (data['metadata'] ?? {}) as Record<string, string>,
        trialDays: trial === undefined ? undefined : Number(trial),
        atEndOfTrial: textOf(
          ((data['trial_settings'] as Params | undefined)?.['end_behavior'] as Params | undefined)?.[
            'missing_payment_method'
          ] ?? 'create_invoice',
        ),
      })
      return world.keep(
        make<Stripe.Checkout.Session>('checkout.session', {
          id,
          mode,
          customer,
          created: world.now(),
          expires_at: world.now() + 86_400,
          client_reference_id: (params['client_reference_id'] as string | undefined) ?? null,
          metadata: (params['metadata'] ?? {}) as Record<string, string>,
          payment_method_types: ['card'],
          payment_status: mode === 'setup' ? 'no_payment_required' : 'unpaid',
          status: 'open',
          success_url: textOf(params['success_url']),
          cancel_url: textOf(params['cancel_url']),
          url: `https://checkout.stripe.com/c/pay/${id}`,
        }),
      )
    },

    expire(id: string): Stripe.Checkout.Session {
      const session = openOne(id)
      session.status = 'expired'
      session.url = null
      world.emit('checkout.session.expired', session)
      return session
    },

    /** The buyer gives a card. One that declines leaves the session open, as Checkout does. */
    complete(id: string, card: Card): void {
      const session = openOne(id)
      const customer = world.get<Stripe.Customer>('customer', session.customer as string)
      const details = hidden.get(id)
      if (card === 'declines') return
      const method = world.id('pm')
      world.cards.set(method, card === 'asks' ? 'good' : card)
      if (session.mode === 'setup') {
        const intent = world.keep(
          make<Stripe.SetupIntent>('setup_intent', {
            id: world.id('seti'),
            created: world.now(),
            customer: customer.id,
            payment_method: method,
            payment_method_types: ['card'],
            status: 'succeeded',
            usage: 'off_session',
          }),
        )
        session.setup_intent = intent.id
        world.emit('setup_intent.succeeded', intent)
      } else {
        customer.email ??= 'buyer@example.com'
        const subscription = startSubscription(world, {
          customer: customer.id,
          price: world.get<Stripe.Price>('price', details?.price ?? ''),
          method,
          metadata: details?.metadata ?? {},
          trialDays: details?.trialDays,
          atEndOfTrial: details?.atEndOfTrial ?? 'create_invoice',
        })
        session.subscription = subscription.id
        session.invoice = subscription.latest_invoice as string
        session.payment_status = card === 'slow' ? 'unpaid' : 'paid'
      }
      session.status = 'complete'
      session.url = null
      world.emit('checkout.session.completed', session)
    },
  }
}
