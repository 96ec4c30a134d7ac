import type { Knex } from 'knex'
import { appendAudit } from '../audit/append.ts'
import { newId } from '../database/id.ts'
import { periodOf, type Entitlement } from './entitlement.ts'
import { paymentRequired } from './payment-required.ts'
import { limitOf, type Limit, type Tiers } from './tiers.ts'

export type LimitedFeature = 'photos' | 'paintAgain'

/**
 * Reserves one unit of a feature in the transaction of the work that needs it; returns the hold's id.
 *
 * Throws `payment-required`, with the tiers that would help, when the feature is missing or used up.
 */
export async function holdUnit(
  transaction: Knex,
  account: string,
  feature: LimitedFeature,
  entitlement: Entitlement,
  tiers: Tiers,
  now: Date,
): Promise<string> {
  const limit = entitlement.features[feature]
  if (limit === undefined) throw paymentRequired(feature, tiers, entitlement, now)
  const hold = await takeUnit(transaction, { account, feature, limit, entitlement, now })
  if (hold === undefined) throw paymentRequired(feature, tiers, entitlement, now)
  return hold
}

/** The n-th call of a turn, counted from 0, that asks for a feature. */
export type ToolCallUnit = {
  readonly account: string
  readonly turn: string
  readonly feature: string
  readonly callNo: number
}

/** Reserves a unit for a tool's call: once, however often the turn is begun. */
export async function holdToolCall(
  transaction: Knex,
  { account, turn, feature, callNo }: ToolCallUnit,
  entitlement: Entitlement,
  now: Date,
): Promise<{ readonly hold: string } | 'unlimited' | 'none-left'> {
  const limit = limitOf(entitlement.features, feature)
  if (limit === undefined) return 'none-left'
  if (limit === true) return 'unlimited'
  const standing = await transaction('hold')
    .where({ account_id: account, turn_id: turn, feature, call_no: callNo })
    .whereNot({ state: 'released' })
    .first<{ id: string } | undefined>('id')
  const hold =
    standing?.id ??
    (await takeUnit(transaction, { account, feature, limit, entitlement, now, call: { turn, callNo } }))
  return hold === undefined ? 'none-left' : { hold }
}

/** Frees what a turn's tools hold still: an attempt that died left them behind. */
export async function releaseToolCalls(transaction: Knex, account: string, turn: string): Promise<void> {
  const holds = await transaction('hold')
    .where({ account_id: account, turn_id: turn, state: 'held' })
    .select<{ id: string }[]>('id')
  for (const { id } of holds) await releaseHold(transaction, account, id)
}

/** One unit, in one conditional update; undefined when none is left. */
async function takeUnit(
  transaction: Knex,
  unit: {
    readonly account: string
    readonly feature: string
    readonly limit: Limit
    readonly entitlement: Entitlement
    readonly now: Date
    readonly call?: { readonly turn: string; readonly callNo: number }
  },
): Promise<string | undefined> {
  const { account, feature, limit, entitlement, now, call } = unit
  const { name: period } = periodOf(limit, entitlement, now)
  await transaction.raw(
    'insert into usage (account_id, feature, period) values (?, ?, ?) on conflict do nothing',
    [account, feature, period],
  )
  const taken = await transaction('usage')
    .where({ account_id: account, feature, period })
    .whereRaw('settled + held + 1 <= ?', [limit.limit])
    .increment('held', 1)
  if (taken === 0) return undefined
  const id = newId()
  await transaction('hold').insert({
    account_id: account,
    id,
    feature,
    period,
    units: 1,
    state: 'held',
    turn_id: call?.turn ?? null,
    call_no: call?.callNo ?? null,
  })
  return id
}

/** The work was delivered: the unit counts. Harmless when the hold has already ended. */
export async function settleHold(transaction: Knex, account: string, hold: string): Promise<void> {
  await endHold(transaction, account, hold, 'settled')
}

/** The work failed: the unit is free again. Harmless when the hold has already ended. */
export async function releaseHold(transaction: Knex, account: string, hold: string): Promise<void> {
  await endHold(transaction, account, hold, 'released')
}

export type Usage = {
  readonly used: number
  readonly limit: number
  readonly per: Limit['per']
  /** When it begins anew. */
  readonly until: Date
}

/** What of a feature is settled and held in the running period; undefined for one that is missing or has no limit. */
export async function readUsage(
  database: Knex,
  account: string,
  feature: string,
  entitlement: Entitlement,
  now: Date,
): Promise<Usage | undefined> {
  const limit = limitOf(entitlement.features, feature)
  if (limit === undefined || limit === true) return undefined
  const { name: period, until } = periodOf(limit, entitlement, now)
  const row = await database('usage')
    .where({ account_id: account, feature, period })
    .first<{ settled: number; held: number } | undefined>('settled', 'held')
  return { used: (row?.settled ?? 0) + (row?.held ?? 0), limit: limit.limit, per: limit.per, until }
}

type EndedHold = {
  feature: string
  period: string
  units: number
  turn_id: string | null
  call_no: number | null
}

async function endHold(
  transaction: Knex,
  account: string,
  hold: string,
  state: 'settled' | 'released',
): Promise<void> {
  const [row] = await transaction('hold')
    .where({ account_id: account, id: hold, state: 'held' })
    .update({ state })
    .returning<EndedHold[]>(['feature', 'period', 'units', 'turn_id', 'call_no'])
  if (row === undefined) return
  // A photo's own events tell of its hold; a tool's call has no other record.
  if (state === 'settled' && row.turn_id !== null) {
    await appendAudit(transaction, {
      actor: 'system',
      account,
      type: 'feature-used',
      data: { feature: row.feature, period: row.period, turn: row.turn_id, callNo: row.call_no },
    })
  }
  const usage = transaction('usage').where({ account_id: account, feature: row.feature, period: row.period })
  await (state === 'settled'
    ? usage.update({
        held: transaction.raw('held - ?', [row.units]),
        settled: transaction.raw('settled + ?', [row.units]),
      })
    : usage.update({ held: transaction.raw('held - ?', [row.units]) }))
}
