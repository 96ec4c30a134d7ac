import { appendAudit } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'

/** One refusal as an operator sees it. `until` is null where it only counts, `locked` until somebody lifts it. */
export type Strike = {
  readonly id: string
  readonly createdAt: Date
  readonly kind: string
  readonly category: string
  readonly stage: string
  readonly reason: string
  readonly photo: string | null
  readonly until: Date | 'locked' | null
  readonly lifted: { readonly at: Date; readonly by: string; readonly reason: string } | null
}

export type PausedAccount = {
  readonly account: string
  readonly until: Date | 'locked'
  readonly strikes: number
  readonly lastAt: Date
}

type StrikeRow = {
  readonly id: string
  readonly created_at: Date
  readonly kind: string
  readonly category: string
  readonly stage: string
  readonly reason: string
  readonly photo_id: string | null
  /** PostgreSQL's infinity comes as a number. */
  readonly until: Date | number | null
  readonly lifted_at: Date | null
  readonly lifted_by: string | null
  readonly lift_reason: string | null
}

/** All strikes that an account ever had, the latest first. */
export async function readStrikes(database: Database, account: string): Promise<readonly Strike[]> {
  const { rows } = await database.pool.query<StrikeRow>(
    `select id, created_at, kind, category, stage, reason, photo_id, until, lifted_at, lifted_by, lift_reason
     from strike where account_id = $1 order by created_at desc, id desc`,
    [account],
  )
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at,
    kind: row.kind,
    category: row.category,
    stage: row.stage,
    reason: row.reason,
    photo: row.photo_id,
    until: untilOf(row.until),
    lifted:
      row.lifted_at === null
        ? null
        : { at: row.lifted_at, by: row.lifted_by ?? '', reason: row.lift_reason ?? '' },
  }))
}

/** Whose pictures pause or are locked now, locks first. */
export async function readPausedAccounts(
  database: Database,
  limit: number,
): Promise<readonly PausedAccount[]> {
  const { rows } = await database.pool.query<{
    account: string
    until: Date | number
    strikes: number
    lastAt: Date
  }>(
    `select account_id as account, max(until) as until, count(*)::int as strikes, max(created_at) as "lastAt"
     from strike where lifted_at is null and until > now()
     group by account_id order by max(until) desc, max(created_at) desc limit $1`,
    [limit],
  )
  return rows.map((row) => ({ ...row, until: untilOf(row.until) ?? 'locked' }))
}

/** The words that were refused, oldest first. Whoever reads them is audited. */
export async function readRefusedWords(
  database: Database,
  account: string,
  by: string,
): Promise<readonly { readonly id: string; readonly words: string }[]> {
  return await database.knex.transaction(async (transaction) => {
    const rows = await transaction('strike as s')
      .leftJoin('photo as p', (on) => {
        void on.on('p.account_id', 's.account_id').andOn('p.id', 's.photo_id')
      })
      .where('s.account_id', account)
      .orderBy('s.created_at')
      .select<{ id: string; words: string | null; prompt: string | null }[]>('s.id', 's.words', 'p.prompt')
    const data = { by, strikes: rows.map(({ id }) => id) }
    await appendAudit(transaction, { actor: 'operator', account, type: 'strikes-read', data })
    return rows.flatMap(({ id, words, prompt }) => {
      const text = words ?? prompt
      return text === null ? [] : [{ id, words: text }]
    })
  })
}

/**
 * Takes strikes back: they count no more, and what followed from them ends at once. All of an account, or one. Audited.
 * Throws `not-found` where there is none that stands.
 */
export async function liftStrikes(
  database: Database,
  account: string,
  lift: { readonly by: string; readonly reason: string; readonly strike?: string },
): Promise<readonly string[]> {
  const { by, reason, strike } = lift
  return await database.knex.transaction(async (transaction) => {
    const rows = await transaction('strike')
      .where({ account_id: account, lifted_at: null, ...(strike === undefined ? {} : { id: strike }) })
      .update({ lifted_at: transaction.fn.now(), lifted_by: by, lift_reason: reason })
      .returning<{ id: string }[]>('id')
    const strikes = rows.map(({ id }) => id)
    if (strikes.length === 0)
      throw new PlatformError('not-found', 'There is no such strike that still counts')
    const data = { by, reason, strikes }
    await appendAudit(transaction, { actor: 'operator', account, type: 'strikes-lifted', data })
    return strikes
  })
}

function untilOf(until: Date | number | null): Date | 'locked' | null {
  return typeof until === 'number' ? 'locked' : until
}
