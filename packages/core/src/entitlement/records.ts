import { Row } from '../database/record.ts'

/** What billing last said of an account; written by `applySubscription` alone. */
export class EntitlementRow extends Row {
  static override tableName = 'entitlement'
  static override idColumn = 'account_id'

  declare accountId: string
  declare tier: string
  declare until: Date
  declare status: 'active' | 'grace' | 'ended'
  declare ends: boolean
  declare plugin: string
  declare subscription: string
  declare fetchedAt: Date
  /** When billing is asked again, should it not speak by itself. */
  declare checkAt: Date
}
