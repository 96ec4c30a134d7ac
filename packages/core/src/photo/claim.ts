import type { Database } from '../database/database.ts'
import { claimSeconds, ClaimLostError } from '../database/claims.ts'
import { openStates, PhotoRow, type PhotoState } from './records.ts'

/** Takes an open photo that is due, or undefined: someone has it, it has ended, or it is not time yet. */
export async function claimPhoto(database: Database, id: string): Promise<PhotoRow | undefined> {
  return await PhotoRow.query(database.knex)
    .where({ id })
    .whereIn('state', [...openStates])
    .whereRaw('due_at <= now()')
    .patch({
      claim: PhotoRow.raw('gen_random_uuid()') as unknown as string, // an SQL expression in a typed patch
      dueAt: PhotoRow.raw(`now() + interval '${claimSeconds} s'`) as unknown as Date,
    })
    .returning('*')
    .first()
}

/**
 * When a photo that could not be claimed is due, if nobody has it: its job came early. Jobs wait by a worker's
 * clock and rows by the database's.
 */
export async function dueAgain(
  database: Database,
  id: string,
): Promise<{ readonly againAfterMs: number } | undefined> {
  const row = await database
    .knex('photo')
    .where({ id, claim: null })
    .whereIn('state', [...openStates])
    .first<{ ms: number } | undefined>(
      database.knex.raw('ceil(extract(epoch from due_at - now()) * 1000)::int as ms'),
    )
  return row === undefined ? undefined : { againAfterMs: Math.max(10, row.ms) }
}

/** One move of the machine, fenced: throws `ClaimLostError` when the photo is no longer ours or has moved on. */
export async function movePhoto(
  database: Database,
  photo: PhotoRow,
  to: PhotoState,
  fields: Partial<PhotoRow> = {},
): Promise<PhotoRow> {
  const moved = await PhotoRow.query(database.knex)
    .where({ account_id: photo.accountId, id: photo.id, claim: photo.claim, state: photo.state })
    .patch({ ...fields, state: to })
    .returning('*')
    .first()
  if (moved === undefined) throw new ClaimLostError(`Photo ${photo.id} was taken over`)
  return moved
}

/** Gives the claim back and sets when the photo is due again. Silent when it was lost meanwhile. */
export async function releasePhoto(database: Database, photo: PhotoRow, afterMs: number): Promise<void> {
  await database
    .knex('photo')
    .where({ account_id: photo.accountId, id: photo.id, claim: photo.claim })
    .update({ claim: null, due_at: database.knex.raw(`now() + ? * interval '1 millisecond'`, [afterMs]) })
}
