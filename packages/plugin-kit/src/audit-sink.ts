import type { Call, Json } from './data.ts'

export type AuditRecord = {
  readonly seq: number
  readonly at: Date
  readonly actor: string
  readonly type: string
  readonly data: Json
  readonly hash: string
}

/** Gets sealed audit events in order, at least once. */
export interface AuditSink {
  write(events: readonly AuditRecord[], call: Call): Promise<void>
}
