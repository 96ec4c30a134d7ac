import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { newId } from '../database/id.ts'

/** Shorter than any checkout lives: a key that is too old would give a page that is closed. */
const sameForMinutes = 20

/**
 * The key under which a provider is told of a wish: the same one for a second click and a second try, so that it is done
 * once. Another one after 20 minutes, for another content, and as soon as the account's subscription has changed:
 * "cancel" after "resume" is a new wish, which a provider must not answer with what it remembers of the old one.
 */
export async function wishKey(
  database: Knex,
  account: string,
  kind: string,
  content: unknown = null,
): Promise<string> {
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('base64url')
  const { rows } = await database.raw<{ rows: { key: string }[] }>(
    `insert into billing_wish as wish (account_id, kind, content, key) values (?, ?, ?, ?)
     on conflict (account_id, kind) do update set
       key = case when wish.content = excluded.content and wish.made_at > now() - interval '${sameForMinutes} minutes'
         then wish.key else excluded.key end,
       made_at = case when wish.content = excluded.content and wish.made_at > now() - interval '${sameForMinutes} minutes'
         then wish.made_at else now() end,
       content = excluded.content
     returning key`,
    [account, kind, digest, `${kind}:${newId()}`],
  )
  const [row] = rows
  if (row === undefined) throw new Error('An upsert gave no row')
  return row.key
}

/** What was wished has come about, or something else has: what is wished from now on is wished anew. */
export async function forgetWishes(transaction: Knex, account: string): Promise<void> {
  await transaction('billing_wish').where({ account_id: account }).delete()
}
