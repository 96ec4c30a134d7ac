import type Stripe from 'stripe'
import { make } from './shapes.ts'
import { invalid, type World } from './world.ts'

/** Gives money back, all of it unless it is said how much. */
export function refund(world: World, chargeId: string, amount?: number): Stripe.Refund {
  const charge = world.get<Stripe.Charge>('charge', chargeId)
  const back = amount ?? charge.amount - charge.amount_refunded
  if (back > charge.amount - charge.amount_refunded)
    throw invalid('Refund amount is greater than unrefunded amount')
  charge.amount_refunded += back
  charge.refunded = charge.amount_refunded === charge.amount
  const made = world.keep(
    make<Stripe.Refund>('refund', {
      id: world.id('re'),
      amount: back,
      charge: charge.id,
      created: world.now(),
      currency: charge.currency,
      payment_intent: charge.payment_intent,
      status: 'succeeded',
    }),
  )
  world.emit('refund.created', made)
  world.emit('charge.refunded', charge)
  return made
}

/** A refund that the bank sent back. */
export function failRefund(world: World, id: string): void {
  const made = world.get<Stripe.Refund>('refund', id)
  const charge = world.get<Stripe.Charge>('charge', made.charge as string)
  made.status = 'failed'
  charge.amount_refunded -= made.amount
  charge.refunded = false
  world.emit('refund.failed', made)
}

export function dispute(world: World, chargeId: string, status = 'needs_response'): Stripe.Dispute {
  const charge = world.get<Stripe.Charge>('charge', chargeId)
  charge.disputed = true
  const made = world.keep(
    make<Stripe.Dispute>('dispute', {
      id: world.id('du'),
      amount: charge.amount,
      charge: charge.id,
      created: world.now(),
      currency: charge.currency,
      payment_intent: charge.payment_intent,
      reason: 'fraudulent',
      status,
    }),
  )
  world.emit('charge.dispute.created', made)
  world.emit('charge.dispute.funds_withdrawn', made)
  return made
}

export function closeDispute(world: World, id: string, status: string): Stripe.Dispute {
  const made = world.get<Stripe.Dispute>('dispute', id)
  made.status = status
  if (status === 'won') world.emit('charge.dispute.funds_reinstated', made)
  world.emit('charge.dispute.closed', made)
  return made
}
