import type { Knex } from 'knex'
import { appendAudit } from '../audit/append.ts'
import { newId } from '../database/id.ts'
import { PlatformError } from '../platform-error.ts'
import { periodEnd, periodOf, type Entitlement } from './entitlement.ts'
import { limitOf, offerOf, type Limit, type Tiers } from './tiers.ts'

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
  if (limit === undefined) throw paymentRequired(feature, tiers, entitlement)
  const hold = await takeUnit(transaction, { account, feature, limit, now })
  if (hold === undefined) throw paymentRequired(feature, tiers, entitlement)
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
    standing?.id ?? (await takeUnit(transaction, { account, feature, limit, now, call: { turn, callNo } }))
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
    readonly now: Date
    readonly call?: { readonly turn: string; readonly callNo: number }
  },
): Promise<string | undefined> {
  const { account, feature, limit, now, call } = unit
  const period = periodOf(limit, now)
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

/** What of a feature is settled and held in the running period. */
export async function readUsage(
  database: Knex,
  account: string,
  feature: LimitedFeature,
  entitlement: Entitlement,
  now: Date,
): Promise<
  | {
      readonly used: number
      readonly limit: number | null
      readonly per: Limit['per']
      /** When it begins anew. */
      readonly until: Date
    }
  | undefined
> {
  const limit = entitlement.features[feature]
  if (limit === undefined) return undefined
  const row = await database('usage')
    .where({ account_id: account, feature, period: periodOf(limit, now) })
    .first<{ settled: number; held: number } | undefined>('settled', 'held')
  return {
    used: (row?.settled ?? 0) + (row?.held ?? 0),
    limit: limit.limit,
    per: limit.per,
    until: periodEnd(limit, now),
  }
}

export function paymentRequired(feature: string, tiers: Tiers, entitlement: Entitlement): PlatformError {
  const limit = limitOf(entitlement.features, feature)
  const usedUp = limit !== undefined
  // Of what has no limit nothing can be used up, nor come back.
  const until =
    limit === undefined || limit === true ? {} : { until: periodEnd(limit, new Date()).toISOString() }
  return new PlatformError(
    'payment-required',
    usedUp ? `The limit of ${feature} is used up for now` : `This needs a subscription`,
    { extra: { feature, usedUp, ...until, tiers: offerOf(tiers) } },
  )
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
