export { replicateStandIn, type ReplicateStandIn } from './stand-in.ts'
export type { Arrival, Delivery, Outcome } from './behaviour.ts'
