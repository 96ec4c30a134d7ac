import type { Json } from '@parlor/plugin-kit'
import { randomUUID } from 'node:crypto'
import { appendAudit } from '../audit/append.ts'
import type { Database } from '../database/database.ts'

/** A verified webhook event, kept under the id that its sender gave it. */
export type InboxItem = { readonly source: string; readonly externalId: string; readonly body: Json }

/** How often a failing item is tried before it is left for the operator: over two hours, as providers have outages. */
const maxTries = 12
const atOnce = 500

/** Stores what is new; what was stored before is not stored again. Returns the keys of all items. */
export async function storeInbound(
  { knex }: Pick<Database, 'knex'>,
  items: readonly InboxItem[],
): Promise<readonly string[]> {
  for (let start = 0; start < items.length; start += atOnce) {
    const rows = items.slice(start, start + atOnce).map(({ source, externalId, body }) => ({
      source,
      external_id: externalId,
      body: JSON.stringify(body),
    }))
    await knex('inbox').insert(rows).onConflict(['source', 'external_id']).ignore()
  }
  return items.map((item) => inboxKey(item))
}

/**
 * Applies one stored item once: claims it, runs `apply`, and marks it. A failure leaves it due again,
 * later each time; a second caller meanwhile finds it claimed and goes away.
 */
export async function applyInbound(
  database: Database,
  key: string,
  apply: (item: InboxItem) => Promise<void>,
): Promise<void> {
  const [source = '', externalId = ''] = splitKey(key)
  const claim = randomUUID()
  const [row] = await database
    .knex('inbox')
    .where({ source, external_id: externalId, state: 'waiting' })
    .whereRaw('due_at <= now()')
    .update({
      claim,
      tries: database.knex.raw('tries + 1'),
      due_at: database.knex.raw(`now() + interval '30 s'`),
    })
    .returning<{ body: Json; tries: number }[]>(['body', 'tries'])
  if (row === undefined) return
  const mine = () => database.knex('inbox').where({ source, external_id: externalId, claim })
  try {
    await apply({ source, externalId, body: row.body })
    await mine().update({ state: 'applied', claim: null })
  } catch (error) {
    const isDead = row.tries >= maxTries
    await database.knex.transaction(async (transaction) => {
      const moved = await mine()
        .transacting(transaction)
        .update({
          claim: null,
          state: isDead ? 'dead' : 'waiting',
          error: error instanceof Error ? error.name : 'unknown',
          due_at: database.knex.raw(`now() + ? * interval '1 second'`, [2 ** row.tries]),
        })
      if (moved === 0 || !isDead) return
      await appendAudit(transaction, {
        actor: `plugin:${source}`,
        type: 'webhook-given-up',
        data: { id: externalId, tries: row.tries },
      })
    })
    throw error
  }
}

/** Keys of items that are due, for the sweeper. */
export async function dueInbound(database: Database, limit: number): Promise<readonly string[]> {
  const rows = await database
    .knex('inbox')
    .where({ state: 'waiting' })
    .whereRaw('due_at <= now()')
    .orderBy('due_at')
    .limit(limit)
    .select<{ source: string; external_id: string }[]>('source', 'external_id')
  return rows.map((row) => inboxKey({ source: row.source, externalId: row.external_id }))
}

/** Forgets what was applied 30 days ago and more: no sender repeats an event for as long. */
export async function tidyInbox(database: Database): Promise<void> {
  await database
    .knex('inbox')
    .whereRaw(`created_at < now() - interval '30 days'`)
    .whereNot('state', 'waiting')
    .delete()
}

function inboxKey(item: { readonly source: string; readonly externalId: string }): string {
  return JSON.stringify([item.source, item.externalId])
}

function splitKey(key: string): readonly string[] {
  return JSON.parse(key) as string[]
}
