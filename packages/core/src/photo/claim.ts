import type { Json } from '@parlor/plugin-kit'
import type { Knex } from 'knex'
import { appendAudit } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { ClaimLostError } from '../database/claims.ts'
import { openStates, PhotoRow, type PhotoState } from './records.ts'

/**
 * Takes an open photo that is due, or undefined: someone has it, it has ended, or it is not time yet. A row that is
 * locked is somebody's too, who may be frozen in the middle of a transaction: nobody waits for that.
 */
export async function claimPhoto(
  database: Database,
  id: string,
  seconds: number,
): Promise<PhotoRow | undefined> {
  return await PhotoRow.query(database.knex)
    .whereIn('id', (free) => {
      void free
        .from('photo')
        .where({ id })
        .whereIn('state', [...openStates])
        .whereRaw('due_at <= now()')
        .forUpdate()
        .skipLocked()
        .select('id')
    })
    .patch({
      hinted: false,
      claim: PhotoRow.raw('gen_random_uuid()') as unknown as string, // an SQL expression in a typed patch
      dueAt: PhotoRow.raw(`now() + ? * interval '1 second'`, [seconds]) as unknown as Date,
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

/**
 * One move of the machine, fenced: throws `ClaimLostError` when the photo is no longer ours or has moved on.
 *
 * A new state is an audit event in the same transaction, with `facts` in it, and so is what `beside` writes into
 * the ledger of attempts; a new handle in the same state is neither.
 */
export async function movePhoto(
  database: Database,
  photo: PhotoRow,
  to: PhotoState,
  fields: Partial<PhotoRow> = {},
  { facts = {}, beside }: MoveOptions = {},
): Promise<PhotoRow> {
  const move = async (knex: Knex) => {
    const moved = await PhotoRow.query(knex)
      .where({ account_id: photo.accountId, id: photo.id, claim: photo.claim, state: photo.state })
      .patch({ ...fields, state: to })
      .returning('*')
      .first()
    if (moved === undefined) throw new ClaimLostError(`Photo ${photo.id} was taken over`)
    return moved
  }
  if (to === photo.state) return await move(database.knex)
  return await database.knex.transaction(async (transaction) => {
    const moved = await move(transaction)
    await beside?.(transaction, moved)
    await appendAudit(transaction, {
      actor: moved.provider === null ? 'system' : `plugin:${moved.provider}`,
      account: photo.accountId,
      type: `photo-${to}`,
      data: { ...movedFacts(moved), ...facts },
    })
    return moved
  })
}

type MoveOptions = {
  readonly facts?: { readonly [name: string]: Json }
  readonly beside?: (transaction: Knex, moved: PhotoRow) => Promise<void>
}

function movedFacts(photo: PhotoRow): { readonly [name: string]: Json } {
  const facts = { photo: photo.id, provider: photo.provider, model: photo.model, tries: photo.tries }
  return photo.state === 'finishing' ? { ...facts, sha256: photo.sha256, cost: photo.cost } : facts
}

/**
 * Gives the claim back and sets when the photo is due again: at once, where something came for it meanwhile. Returns
 * how long that is. Silent when the claim was lost.
 */
export async function releasePhoto(database: Database, photo: PhotoRow, afterMs: number): Promise<number> {
  const due = `case when hinted then now() else now() + ? * interval '1 millisecond' end`
  const [released] = await database
    .knex('photo')
    .where({ account_id: photo.accountId, id: photo.id, claim: photo.claim })
    .update({ claim: null, due_at: database.knex.raw(due, [afterMs]) })
    .returning<{ hinted: boolean }[]>('hinted')
  return released?.hinted === true ? 0 : afterMs
}
