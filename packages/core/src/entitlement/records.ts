import type { SubscriptionStatus } from '@parlor/plugin-kit'
import { Row } from '../database/record.ts'

/** What billing last said of an account; written by `applySubscription` alone. */
export class EntitlementRow extends Row {
  static override tableName = 'entitlement'
  static override idColumn = 'account_id'

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
  declare plugin: string
  declare subscription: string
  declare fetchedAt: Date
  /** When billing is asked again, should it not speak by itself. */
  declare checkAt: Date
}
