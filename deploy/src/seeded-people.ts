import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'

/** Somebody who has signed up, with the cookie of a session. */
export type SeededPerson = {
  readonly account: string
  readonly conversation: string
  readonly cookie: string
}

/** The smallest picture that there is. */
const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/**
 * Puts people into the database who have signed up, confirmed their age and accepted a look: over HTTP each would
 * cost a second of password hashing and another of painting. Without `isPaid` they have a checkout before them.
 */
export async function seedPeople(
  database: pg.ClientBase,
  options: {
    readonly count: number
    readonly secret: string
    readonly dataFolder: string
    readonly isPaid: boolean
  },
): Promise<readonly SeededPerson[]> {
  const people = Array.from({ length: options.count }, () => {
    const account = randomUUID()
    const token = randomBytes(24).toString('base64url')
    return { account, conversation: `c-${account}`, token, cookie: cookieOf(token, options.secret) }
  })
  const run = async (text: string, ...values: unknown[]) =>
    await database.query(text, [people.map((person) => person.account), ...values])
  await run(
    `insert into users (id, name, email) select id, 'Alex', id || '@example.com' from unnest($1::text[]) id`,
  )
  await run(
    `insert into sessions (id, user_id, token, expires_at)
     select 's-' || id, id, token, now() + interval '30 days' from unnest($1::text[], $2::text[]) as p (id, token)`,
    people.map((person) => person.token),
  )
  await run(`insert into consent (account_id, over18, terms_version) select unnest($1::text[]), true, '1'`)
  await run(`insert into avatar (account_id, id, version, accepted_version, accepted_photo)
    select id, 'a-' || id, 1, 1, 'p-' || id from unnest($1::text[]) id`)
  await run(`insert into avatar_version (avatar_id, version, name, gender, age, nationality, appearance)
    select 'a-' || id, 1, 'Mina', 'woman', 27, 'Korean and Brazilian', 'Dark wavy hair, warm brown eyes, a linen shirt.'
    from unnest($1::text[]) id`)
  await run(
    `insert into photo (account_id, id, avatar_id, avatar_version, kind, state, scene, seed, prompt, original,
      original_sha256, width, height, webhook_secret, deadline_at, ended_at)
    select id, 'p-' || id, 'a-' || id, 1, 'reference', 'ready', 'a portrait', 7, 'a portrait', 'photos/seeded/original',
      $2, 1024, 1280, 'none', now(), now()
    from unnest($1::text[]) id`,
    createHash('sha256').update(dot).digest('hex'),
  )
  await run(`insert into conversation (account_id, id, avatar_id)
    select id, 'c-' || id, 'a-' || id from unnest($1::text[]) id`)
  if (options.isPaid) {
    await run(`insert into entitlement (account_id, price, until, status, ends, plugin, subscription, fetched_at, check_at)
      select id, 'companion', now() + interval '30 days', 'active', false, 'sandbox', 'seeded-' || id, now(),
        now() + interval '30 days'
      from unnest($1::text[]) id`)
  }
  const folder = join(options.dataFolder, 'storage', 'photos', 'seeded')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'original'), dot)
  return people
}

/** As better-auth signs it. */
function cookieOf(token: string, secret: string): string {
  const signature = createHmac('sha256', secret).update(token).digest('base64')
  return `parlor.session_token=${encodeURIComponent(`${token}.${signature}`)}`
}
