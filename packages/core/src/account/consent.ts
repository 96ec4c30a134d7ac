import { auditSql } from '../audit/append.ts'
import type { Database } from '../database/database.ts'

/**
 * Records that the person said to be over 18 and accepted these terms. The first confirmation is kept: saying
 * it again, also of newer terms, changes nothing.
 */
export async function confirmAdult(
  database: Database,
  account: string,
  consent: { readonly termsVersion: string },
): Promise<void> {
  await database.pool.query(
    `with added as (insert into consent (account_id, over18, terms_version) values ($1, true, $2)
       on conflict do nothing returning account_id, terms_version),
     ${audited} select`,
    [account, consent.termsVersion],
  )
}

const audited = auditSql(`
       select 'user', account_id, 'adult-confirmed', jsonb_build_object('termsVersion', terms_version) from added`)

/** Whether `confirmAdult` was ever called for this account. */
export async function isAdult(database: Database, account: string): Promise<boolean> {
  const { rowCount } = await database.pool.query({
    name: 'is-adult',
    text: 'select 1 from consent where account_id = $1',
    values: [account],
  })
  return rowCount === 1
}
