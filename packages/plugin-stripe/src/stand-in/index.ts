export { stripeStandIn, type StripeStandIn } from './stand-in.ts'
export { signedEvent, signingSecret } from './sender.ts'
export type { Fault } from './faults.ts'
export type { Card } from './world.ts'
