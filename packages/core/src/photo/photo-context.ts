import type { ImageProvider } from '@parlor/plugin-kit'
import type { Claims } from '../database/claims.ts'
import type { Database } from '../database/database.ts'
import type { TiersInForce } from '../entitlement/tiers.ts'
import type { Bus } from '../event/bus.ts'
import type { Jobs } from '../job/jobs.ts'
import type { Moderation } from '../safety/moderation.ts'
import type { StrikeSettings } from '../safety/strike-rules.ts'
import type { Storage } from '../storage/storage.ts'
import type { ContentCredentials } from './credentials.ts'
import type { Marks } from './encode.ts'
import type { Download } from './guarded-download.ts'

export type ProviderSlot = { readonly name: string; readonly imageProvider: ImageProvider }

/** What a photo is asked for with: a part of the below, so that a command can ask too. */
export type OrderContext = Pick<PhotoContext, 'database' | 'bus' | 'tiers' | 'providers' | 'report'> & {
  readonly jobs: Pick<Jobs, 'add'>
}

/** What the photo room works with. */
export type PhotoContext = {
  readonly database: Database
  readonly bus: Bus
  readonly jobs: Jobs
  readonly storage: Storage
  readonly claims: Claims
  readonly credentials: ContentCredentials
  readonly moderation: Moderation
  /** In order of preference: the first one takes the picture. */
  readonly providers: readonly ProviderSlot[]
  readonly tiers: TiersInForce
  /** When refusals pause or lock painting; without it as by default. */
  readonly strikes?: StrikeSettings | undefined
  readonly marks?: Marks | undefined
  /** How pictures are fetched; without it from public addresses only. Tests have servers of their own. */
  readonly download?: Download | undefined
  readonly publicUrl: string
  readonly report: (error: unknown) => void
}
