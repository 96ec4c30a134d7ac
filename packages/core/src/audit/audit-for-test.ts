import { startTestPostgres, type TestPostgres } from '@parlor/embedded-postgres/test'
import type { ExecutionContext } from 'ava'
import { openDatabase, type Database } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'
import { appendAudit } from './append.ts'

let postgres: Promise<TestPostgres> | undefined

/** A migrated database of its own, closed with the test; the server is shared by the file. */
export async function auditDatabase(t: ExecutionContext): Promise<Database & { readonly url: string }> {
  postgres ??= startTestPostgres()
  const url = await (await postgres).createDatabase()
  const database = openDatabase(url)
  t.teardown(database.close)
  await migrate(database)
  return { ...database, url }
}

export async function stopAuditPostgres(): Promise<void> {
  await (await postgres)?.stop()
}

/** Appends events of one account, numbered from `from`, each in a transaction of its own. */
export async function note(database: Database, count: number, from = 1): Promise<void> {
  for (let number = from; number < from + count; number++) {
    await appendAudit(database.knex, {
      actor: 'user',
      account: 'a1',
      type: 'tested',
      data: { number, b: { z: 1, a: 'é' } },
    })
  }
}

/** Does what a person with the keys to the database could do, past the triggers. */
export async function tamper(database: Database, statement: string): Promise<void> {
  await database.knex.transaction(async (transaction) => {
    await transaction.raw('alter table audit_event disable trigger all')
    await transaction.raw('alter table audit_seal disable trigger all')
    await transaction.raw(statement)
    await transaction.raw('alter table audit_event enable trigger all')
    await transaction.raw('alter table audit_seal enable trigger all')
  })
}
