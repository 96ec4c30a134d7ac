import type { Database } from '../database/database.ts'
import { PhotoRow } from './records.ts'

/**
 * Photos with what was tried instead of each, oldest first: those that a turn ordered with their retries, or one
 * photo with all that it was a retry of and that was a retry of it.
 */
export async function readPhotoLine(
  database: Database,
  account: string,
  of: { readonly turn: string } | { readonly photo: string },
): Promise<readonly PhotoRow[]> {
  const first = 'turn' in of ? { turn_id: of.turn } : { id: of.photo }
  const line = await PhotoRow.query(database.knex).where({ account_id: account, ...first })
  const known = new Set(line.map((photo) => photo.id))
  let ends = line
  while (ends.length > 0) {
    const before = ends.flatMap((photo) => photo.retryOf ?? [])
    const next = await PhotoRow.query(database.knex)
      .where({ account_id: account })
      .where((either) => {
        const ids = ends.map((photo) => photo.id)
        void either.whereIn('id', before).orWhereIn('retry_of', ids)
      })
      .whereNotIn('id', [...known])
    for (const photo of next) known.add(photo.id)
    line.push(...next)
    ends = next
  }
  return line.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
}
