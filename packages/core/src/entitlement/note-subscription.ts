import type { Knex } from 'knex'
import { appendAudit } from '../audit/append.ts'
import type { BillingSlot } from './ask-billing.ts'
import type { BillingGround } from './billing-ground.ts'
import type { EntitlementRow } from './records.ts'
import { isRunning } from './subscriptions.ts'
import { tierOf } from './tiers.ts'

export async function auditChange(transaction: Knex, slot: BillingSlot, row: EntitlementRow): Promise<void> {
  const { subscription, price, status, ends, until, frozen, dueSince } = row
  await appendAudit(transaction, {
    actor: `plugin:${slot.name}`,
    account: row.accountId,
    type: 'subscription-changed',
    data: {
      subscription,
      price,
      status,
      ends,
      until: until.toISOString(),
      ...(frozen === null ? {} : { frozen }),
      ...(dueSince === null ? {} : { dueSince: dueSince.toISOString() }),
    },
  })
}

export async function noteDoubled(
  { log }: BillingGround,
  transaction: Knex,
  slot: BillingSlot,
  { after, others }: { readonly after: EntitlementRow; readonly others: readonly EntitlementRow[] },
): Promise<void> {
  const kept = others.filter((row) => isRunning(row, new Date())).map((row) => row.subscription)
  log.warn(
    `${slot.name}: an account pays for two subscriptions; ${after.subscription} is cancelled, its money is not given back`,
  )
  await appendAudit(transaction, {
    actor: `plugin:${slot.name}`,
    account: after.accountId,
    type: 'subscription-doubled',
    data: { kept: kept[0] ?? null, ended: after.subscription },
  })
}

/** Something is billed that nobody here understands: it opens nothing, and an operator has to hear of it. */
export async function raiseAlarm(
  { tiers, log }: BillingGround,
  transaction: Knex,
  slot: BillingSlot,
  row: EntitlementRow,
): Promise<void> {
  if (row.status === 'ended') return
  const what = row.status === 'unknown' ? 'status' : 'price'
  if (what === 'price' && tierOf(tiers.current, row.price) !== undefined) return
  log.error(`${slot.name}: the ${what} of ${row.subscription} is not known here, so that it opens nothing`)
  await appendAudit(transaction, {
    actor: `plugin:${slot.name}`,
    account: row.accountId,
    type: 'subscription-unknown',
    data: { subscription: row.subscription, what, price: row.price },
  })
}

/** Whose pages have to hear of a change. */
export async function conversationsOf(transaction: Knex, account: string): Promise<readonly string[]> {
  return await transaction('conversation').where({ account_id: account }).pluck<string[]>('id')
}
