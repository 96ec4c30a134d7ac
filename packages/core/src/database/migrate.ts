import type { Knex } from 'knex'
import type { Database } from './database.ts'
import * as accounts from './migrations/0001-accounts.ts'
import * as runtime from './migrations/0002-runtime.ts'
import * as keeping from './migrations/0003-keeping.ts'
import * as attempts from './migrations/0004-attempts.ts'
import * as progress from './migrations/0006-progress.ts'
import * as strikes from './migrations/0007-strikes.ts'
import * as billing from './migrations/0008-billing.ts'
import * as subscriptions from './migrations/0009-subscriptions.ts'

type Migration = { readonly up: (knex: Knex) => Promise<void>; readonly down: (knex: Knex) => Promise<void> }

const migrations: readonly { readonly name: string; readonly migration: Migration }[] = [
  { name: '0001-accounts', migration: accounts },
  { name: '0002-runtime', migration: runtime },
  { name: '0003-keeping', migration: keeping },
  { name: '0004-attempts', migration: attempts },
  { name: '0006-progress', migration: progress },
  { name: '0007-strikes', migration: strikes },
  { name: '0008-billing', migration: billing },
  { name: '0009-subscriptions', migration: subscriptions },
]

/**
 * Brings the schema up to date; harmless to run again, and safe when several processes start at once.
 *
 * Returns the names of the migrations that ran.
 */
export async function migrate(database: Database): Promise<readonly string[]> {
  return await database.knex.transaction(async (transaction) => {
    // Knex's own lock is a row that a killed process leaves locked for ever; this one dies with its session.
    await transaction.raw('select pg_advisory_xact_lock(7265746)')
    const [, names] = (await transaction.migrate.latest({
      migrationSource: {
        getMigrations: async () => migrations.map((entry) => entry.name),
        getMigrationName: (name: string) => name,
        getMigration: async (name: string) => {
          const found = migrations.find((entry) => entry.name === name)
          if (found === undefined) throw new Error(`There is no migration ${name}`)
          return { ...found.migration, config: { transaction: false } }
        },
      },
      disableMigrationsListValidation: false,
    })) as [number, string[]]
    return names
  })
}
