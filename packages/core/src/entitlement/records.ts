import type { SubscriptionStatus } from '@parlor/plugin-kit'
import { Row } from '../database/record.ts'

/** What billing last said of a subscription; written by `applySubscription` alone. */
export class EntitlementRow extends Row {
  static override tableName = 'entitlement'
  static override idColumn = ['plugin', 'subscription']

  declare plugin: string
  declare subscription: string
  declare accountId: string
  /** What is bought: a tier's id or lookup key. */
  declare price: string
  declare periodFrom: Date | null
  declare until: Date
  declare status: SubscriptionStatus
  declare ends: boolean
  declare dueSince: Date | null
  declare payUrl: string | null
  declare frozen: 'refunded' | 'disputed' | null
  declare createdAt: Date
  /** Since when units of a limit per billing period are counted. */
  declare countsFrom: Date | null
  declare hadTrial: boolean
  /** The second of two that are paid for at once: it is to be ended, and then it was. */
  declare doubled: 'found' | 'ended' | null
  declare fetchedAt: Date
  /** Which fetch of all this was; text, as PostgreSQL gives its bigint. */
  declare fetchNo: string
  /** When billing is asked again, should it not speak by itself. */
  declare checkAt: Date
}
