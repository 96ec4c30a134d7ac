import { openDatabase, type Database } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'
import type { Deployment } from './deployment.ts'
import { stopWish } from './stop-wish.ts'

/**
 * Runs a command on the deployment's database: one that a running Parlor has started, or else one that is
 * started for the command. Ctrl-C gives it up. Throws `conflict` when the tables were not made yet.
 */
export async function withDatabase<T>(
  deployment: Deployment,
  use: (database: Database) => Promise<T>,
  options: { readonly mayStart?: boolean } = {},
): Promise<T> {
  const wish = stopWish(() => {})
  try {
    const { signal } = wish
    const ground = await deployment.ground({
      onProgress: () => {},
      signal,
      isShared: false,
      mayJoin: true,
      ...options,
    })
    const database = openDatabase(ground.databaseUrl, { max: 2, isPatient: true })
    try {
      await assertTables(database)
      return await Promise.race([use(database), interrupted(wish.asked)])
    } finally {
      await database.close()
      await ground.stop()
    }
  } finally {
    wish.drop()
  }
}

async function assertTables(database: Database): Promise<void> {
  const { rows } = await database.pool.query<{ made: boolean }>(
    `select to_regclass('strike') is not null as made`,
  )
  if (rows[0]?.made === true) return
  throw new PlatformError('conflict', 'This database has no tables of this version: run parlor start once')
}

async function interrupted(asked: Promise<void>): Promise<never> {
  await asked
  throw new PlatformError('unavailable', 'Interrupted')
}
