import type { Knex } from 'knex'
import { ClaimLostError } from '../database/claims.ts'
import type { Database } from '../database/database.ts'
import {
  holdToolCall,
  releaseHold,
  releaseToolCalls,
  settleHold,
  type ToolCallUnit,
} from '../entitlement/holds.ts'
import { readEntitlement } from '../entitlement/subscriptions.ts'
import type { TiersInForce } from '../entitlement/tiers.ts'

/** A unit of a tool's feature in our hands. Each end is harmless when it has ended already, or the turn is no longer ours. */
export type ToolHold = {
  readonly settle: () => Promise<void>
  readonly release: () => Promise<void>
}

/**
 * Holds a unit for a tool's call; undefined when none is left or the account has none. Throws `ClaimLostError`
 * when the turn is no longer ours.
 */
export async function holdForTool(
  { database, tiers }: { readonly database: Database; readonly tiers: TiersInForce },
  unit: ToolCallUnit,
  turnClaim: string,
): Promise<ToolHold | undefined> {
  const { account, turn } = unit
  const taken = await database.knex.transaction(async (transaction) => {
    if (!(await isOurs(transaction, { account, turn, turnClaim })))
      throw new ClaimLostError('A turn was taken over')
    const entitlement = await readEntitlement(transaction, account, tiers.current)
    return await holdToolCall(transaction, unit, entitlement, new Date())
  })
  if (taken === 'none-left') return undefined
  if (taken === 'unlimited') return noHold
  const end = (how: typeof settleHold) => async () =>
    await database.knex.transaction(async (transaction) => {
      // The next attempt works with the same hold: it ends it, or frees what is left.
      if (await isOurs(transaction, { account, turn, turnClaim })) await how(transaction, account, taken.hold)
    })
  return { settle: end(settleHold), release: end(releaseHold) }
}

/** Of a tool that costs nothing. */
export const noHold: ToolHold = { settle: async () => {}, release: async () => {} }

/** Frees what is still held for a turn that is about to end. Throws `ClaimLostError` when it is another's by now. */
export async function releaseToolHolds(
  database: Database,
  turn: { readonly account: string; readonly id: string; readonly claim: string },
): Promise<void> {
  await database.knex.transaction(async (transaction) => {
    const own = { account: turn.account, turn: turn.id, turnClaim: turn.claim }
    if (!(await isOurs(transaction, own))) throw new ClaimLostError('A turn was taken over')
    await releaseToolCalls(transaction, turn.account, turn.id)
  })
}

async function isOurs(
  transaction: Knex,
  {
    account,
    turn,
    turnClaim,
  }: { readonly account: string; readonly turn: string; readonly turnClaim: string },
): Promise<boolean> {
  const rows = await transaction('turn')
    .where({ account_id: account, id: turn, claim: turnClaim })
    .forUpdate()
    .select('id')
  return rows.length > 0
}
