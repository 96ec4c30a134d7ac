import type { Database } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'

/** The account of an id or an e-mail address, as an operator types it. Throws `not-found`. */
export async function findAccount(database: Database, idOrEmail: string): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    'select id from users where id = $1 or email = lower($1)',
    [idOrEmail.trim()],
  )
  const [row] = rows
  if (row === undefined) throw new PlatformError('not-found', `Nobody signed up as ${idOrEmail.trim()}`)
  return row.id
}
