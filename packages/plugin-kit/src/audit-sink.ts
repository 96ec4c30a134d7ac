import type { Call, Json } from './data.ts'

export type AuditRecord = {
  /** Place in the chain, from 1 without gaps. */
  readonly seq: number
  /** UUID v7: an event that comes twice has the same. */
  readonly id: string
  readonly at: Date
  /** `user`, `operator`, `system` or `plugin:<name>`. */
  readonly actor: string
  readonly type: string
  /** Whose data it concerns; null for nobody's, and after erasure. */
  readonly account: string | null
  /** Null after erasure. */
  readonly data: Json
  /** sha256 of account, data and a salt, in hex. */
  readonly digest: string
  /** sha256 of the hash before it and all that the event says, in hex: the last one is worth keeping. */
  readonly hash: string
}

/** Gets sealed audit events in order, at least once. A throw means: give them again, later. */
export interface AuditSink {
  write(events: readonly AuditRecord[], call: Call): Promise<void>
}
