export { replicateStandIn, type ReplicateStandIn } from './stand-in.ts'
export type { Arrival, Delivery, Look, Outcome } from './behaviour.ts'
export type { Charge } from './ledger.ts'
