import type { Host } from '@parlor/plugin-kit'
import type { Accounts } from '../account/accounts.ts'
import type { Database } from '../database/database.ts'
import type { BillingGround } from '../entitlement/billing-ground.ts'
import type { TiersInForce } from '../entitlement/tiers.ts'
import type { Bus } from '../event/bus.ts'
import type { Jobs } from '../job/jobs.ts'
import type { Inspector } from '../photo/inspector.ts'
import type { PhotoContext } from '../photo/photo-context.ts'
import type { FilledSlots } from '../plugin/plugins.ts'
import type { Disclosure } from '../safety/disclosure.ts'
import type { Storage } from '../storage/storage.ts'
import type { OpenStreams } from './open-streams.ts'

/** What the routes translate to. Made once, by `createPlatform`. */
export type Services = {
  readonly name: string
  readonly publicUrl: string
  readonly termsVersion: string
  readonly disclosure: Disclosure
  /** Slots that plugin-sandbox stands in for. */
  readonly sandbox: readonly string[]
  readonly database: Database
  readonly bus: Bus
  readonly jobs: Jobs
  readonly storage: Storage
  readonly accounts: Accounts
  readonly tiers: TiersInForce
  readonly billing: BillingGround
  readonly slots: FilledSlots
  readonly photos: PhotoContext
  readonly inspector: Inspector
  readonly streams: OpenStreams
  /** Of event streams. */
  readonly heartbeatMs: number
  readonly log: Host['log']
  readonly report: (error: unknown) => void
  /** Aborts when the process begins to close: streams say `bye`. */
  readonly closing: AbortSignal
}
