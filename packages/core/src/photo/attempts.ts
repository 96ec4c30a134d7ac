import type { ImageFailure, Json, Money } from '@parlor/plugin-kit'
import type { Knex } from 'knex'
import { Row } from '../database/record.ts'
import { attemptKey } from './attempt-key.ts'
import type { PhotoRow } from './records.ts'

/**
 * One request to a provider that may have left: the ledger of what was paid, and the history of a photo. What was
 * paid for nothing stands here too.
 */
export class AttemptRow extends Row {
  static override tableName = 'photo_attempt'
  static override jsonFields = ['handle', 'cost']

  declare accountId: string
  declare photoId: string
  /** From 1. */
  declare no: number
  /** The provider's key; attempts that were turned away unpaid share one with the next. */
  declare key: string
  declare provider: string
  declare model: string | null
  declare startedAt: Date
  declare endedAt: Date | null
  declare outcome: AttemptOutcome | null
  /** The provider's words for the operator. */
  declare message: string | null
  declare handle: Json | null
  declare cost: Money | null
}

export type AttemptOutcome = 'done' | 'flagged' | 'bad-picture' | 'canceled' | 'unsent' | ImageFailure

/** How an attempt ended. A cost is what the provider said, or an estimate where it may have billed unseen. */
export type AttemptEnd = {
  readonly outcome: AttemptOutcome
  readonly message?: string
  readonly cost?: Money | null
  /** Where it was told only now. */
  readonly handle?: Json
}

/** In the transaction that makes the photo `starting`. */
export async function openAttempt(transaction: Knex, photo: PhotoRow): Promise<void> {
  await transaction.raw(
    `insert into photo_attempt (account_id, photo_id, no, key, provider, model)
     select ?, ?, coalesce(max(no), 0) + 1, ?, ?, ? from photo_attempt where account_id = ? and photo_id = ?`,
    [photo.accountId, photo.id, attemptKey(photo), photo.provider, photo.model, photo.accountId, photo.id],
  )
}

/** In the transaction that knows the handle first. */
export async function noteHandle(transaction: Knex, photo: PhotoRow): Promise<void> {
  await open(transaction, photo).patch({ handle: photo.handle })
}

/** In the transaction that moves the photo on. Nothing when no attempt is under way. */
export async function endAttempt(transaction: Knex, photo: PhotoRow, end: AttemptEnd): Promise<void> {
  await open(transaction, photo).patch({
    endedAt: AttemptRow.raw('now()') as unknown as Date, // an SQL expression in a typed patch
    outcome: end.outcome,
    message: end.message?.slice(0, 500) ?? null,
    cost: end.cost ?? null,
    ...((end.handle ?? photo.handle) === null ? {} : { handle: end.handle ?? photo.handle }),
  })
}

/** Attempts of photos, in order. */
export async function readAttempts(
  knex: Knex,
  account: string,
  photos: readonly string[],
): Promise<readonly AttemptRow[]> {
  return await AttemptRow.query(knex)
    .where({ account_id: account })
    .whereIn('photo_id', [...photos])
    .orderBy(['started_at', 'no'])
}

function open(transaction: Knex, photo: PhotoRow) {
  return AttemptRow.query(transaction)
    .where({ account_id: photo.accountId, photo_id: photo.id })
    .whereNull('ended_at')
}
