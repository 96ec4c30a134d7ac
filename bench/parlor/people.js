import { createHmac, randomBytes } from 'node:crypto'
import { secret } from './start-parlor.js'

/** Events that stand word by word in the prompt of a long conversation, halfway from one summary to the next. */
const verbatim = 42

/**
 * Puts people into the database who have signed up, confirmed their age, made an avatar and paid: over HTTP
 * each would cost a second of password hashing. Returns their conversations with the cookie of each.
 *
 * `earlier` messages and answers stand in each conversation; `sizeBytes` is how long each of them is.
 */
export async function addPeople(database, { count, earlier = 0, sizeBytes = 120 }) {
  const group = randomBytes(4).toString('hex')
  const people = Array.from({ length: count }, (_, index) => {
    const id = `${group}-0000-7000-8000-${index.toString(16).padStart(12, '0')}`
    const token = randomBytes(24).toString('base64url')
    return { account: id, conversation: `c-${id}`, token, cookie: cookieOf(token) }
  })
  const accounts = people.map((person) => person.account)
  const run = async (text, ...values) => await database.query(text, [accounts, ...values])
  await run(
    `insert into users (id, name, email) select id, 'Alex', id || '@example.com' from unnest($1::text[]) id`,
  )
  await run(
    `insert into sessions (id, user_id, token, expires_at)
     select 's-' || id, id, token, now() + interval '30 days' from unnest($1::text[], $2::text[]) as p (id, token)`,
    people.map((person) => person.token),
  )
  await run(`insert into consent (account_id, over18, terms_version) select unnest($1::text[]), true, '1'`)
  await run(`insert into entitlement (account_id, price, until, status, ends, plugin, subscription, fetched_at, check_at)
    select id, 'companion', now() + interval '30 days', 'active', false, 'sandbox', 'bench-' || id, now(), now() + interval '30 days'
    from unnest($1::text[]) id`)
  await run(`insert into avatar (account_id, id, version, accepted_version)
    select id, 'a-' || id, 1, 1 from unnest($1::text[]) id`)
  await run(`insert into avatar_version (avatar_id, version, name, gender, age, nationality, appearance)
    select 'a-' || id, 1, 'Mina', 'woman', 27, 'Korean and Brazilian', 'Dark wavy hair, warm brown eyes, a linen shirt.'
    from unnest($1::text[]) id`)
  await run(
    `insert into conversation (account_id, id, avatar_id, last_seq)
     select id, 'c-' || id, 'a-' || id, $2 from unnest($1::text[]) id`,
    earlier,
  )
  if (earlier > 0) await insertEvents(run, { count: earlier, sizeBytes })
  if (earlier > verbatim) await insertSummaries(run, earlier)
  await database.query('analyze')
  return people
}

/** Lets the log of conversations without one grow, with no word to anybody. */
export async function addEvents(database, people, { count, sizeBytes }) {
  const accounts = people.map((person) => person.account)
  await database.query('begin')
  await insertEvents(async (text, ...values) => await database.query(text, [accounts, ...values]), {
    count,
    sizeBytes,
  })
  await database.query('update conversation set last_seq = $2 where account_id = any($1::text[])', [
    accounts,
    count,
  ])
  await database.query('commit')
}

/** Messages and answers in turn, as they would stand after so many turns. */
async function insertEvents(run, { count, sizeBytes }) {
  await run(
    `insert into event (account_id, conversation_id, seq, type, key, turn_id, data, created_at)
     select id, 'c-' || id, n,
       case when n % 2 = 1 then 'message-sent' else 'turn-ended' end,
       case when n % 2 = 1 then 'message:earlier-' || n else 'turn:earlier-' || n / 2 end,
       'earlier-' || (n + 1) / 2,
       case when n % 2 = 1 then jsonb_build_object('id', 'earlier-' || n, 'text', words)
         else jsonb_build_object('reason', 'answered', 'text', words) end,
       now() - interval '1 minute' * ($2::int - n)
     from unnest($1::text[]) id, generate_series(1, $2::int) n,
       lateral (select left(repeat('what was said on day ' || n || ' of a long talk, ', $3::int / 20 + 1), $3::int) as words) w`,
    count,
    sizeBytes,
  )
}

/** Long conversations have a summary, as they would have got one over time. */
async function insertSummaries(run, earlier) {
  await run(
    `insert into conversation_summary (account_id, conversation_id, text, upto_seq, read_from)
     select id, 'c-' || id, left(repeat('The user told of a long day. ', 100), 1500), $2::bigint, $2::bigint + 1 from unnest($1::text[]) id`,
    earlier - verbatim,
  )
}

/** As better-auth signs it. */
function cookieOf(token) {
  const signature = createHmac('sha256', secret).update(token).digest('base64')
  return `parlor.session_token=${encodeURIComponent(`${token}.${signature}`)}`
}
