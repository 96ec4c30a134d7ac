import { appendAudit } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'

/** What was tried too often. Its body stays in the table: who wrote it knows what stands in it. */
export type DeadInbound = {
  readonly source: string
  readonly id: string
  readonly tries: number
  readonly error: string | null
  readonly at: Date
}

/** What was given up, the latest first; kept for 30 days. */
export async function readDeadInbound(database: Database, limit: number): Promise<readonly DeadInbound[]> {
  return await database
    .knex('inbox')
    .where({ state: 'dead' })
    .orderBy('created_at', 'desc')
    .limit(limit)
    .select<DeadInbound[]>('source', 'external_id as id', 'tries', 'error', 'created_at as at')
}

/**
 * Lets what was given up be applied again, from the start of its tries; without an id all of a source. Returns how many.
 *
 * Throws `not-found` where nothing of this name was given up.
 */
export async function retryInbound(
  database: Database,
  { source, id, by }: { readonly source: string; readonly id?: string | undefined; readonly by: string },
): Promise<number> {
  return await database.knex.transaction(async (transaction) => {
    const retried = await transaction('inbox')
      .where({ source, state: 'dead', ...(id === undefined ? {} : { external_id: id }) })
      .update({ state: 'waiting', tries: 0, claim: null, due_at: transaction.fn.now() })
    if (retried === 0)
      throw new PlatformError(
        'not-found',
        `Nothing of ${[source, id].filter(Boolean).join(' ')} was given up`,
      )
    await appendAudit(transaction, {
      actor: 'operator',
      type: 'webhook-retry-asked',
      data: { source, id: id ?? null, count: retried, by },
    })
    return retried
  })
}
