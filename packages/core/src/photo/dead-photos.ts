import type { Database } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'
import { readAttempts } from './attempts.ts'
import { PhotoRow } from './records.ts'

/** A photo that came to nothing, as operators list them: without any text. */
export type DeadPhoto = Pick<PhotoRow, 'id' | 'accountId' | 'kind' | 'provider' | 'code' | 'endedAt'> & {
  readonly attempts: number
}

/** The dead-letter queue: photos that failed and were not asked for again, the latest first. */
export async function readDeadPhotos(database: Database, limit: number): Promise<readonly DeadPhoto[]> {
  const { rows } = await database.pool.query<DeadPhoto>(
    `select p.id, p.account_id as "accountId", p.kind, p.provider, p.code, p.ended_at as "endedAt",
       (select count(*)::int from photo_attempt a where a.account_id = p.account_id and a.photo_id = p.id) as attempts
     from photo p where p.state = 'failed'
       and not exists (select from photo r where r.account_id = p.account_id and r.retry_of = p.id)
     order by p.ended_at desc limit $1`,
    [limit],
  )
  return rows
}

/** One line on a photo in the queue of the dead, with its whole history: without any text, and nothing that was signed. */
export async function deadPhotoLine(database: Database, id: string): Promise<string> {
  const { accountId, provider, code } = await findAnyPhoto(database, id)
  const attempts = await readAttempts(database.knex, accountId, [id])
  const tries = attempts.map((attempt) => `${attempt.no} ${attempt.provider}: ${attempt.outcome}`)
  const history = tries.length === 0 ? (provider ?? 'no attempt') : tries.join(', ')
  return `Photo ${id} came to nothing, ${code} (${history}). See it by: parlor photos show ${id}`
}

/** A photo of whatever account, for operators. Throws `not-found`. */
export async function findAnyPhoto(database: Database, id: string): Promise<PhotoRow> {
  const photo = await PhotoRow.query(database.knex).findOne({ id })
  if (photo === undefined) throw new PlatformError('not-found', `There is no photo ${id}`)
  return photo
}
