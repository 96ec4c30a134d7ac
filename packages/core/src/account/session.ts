import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto'
import type { SubscriptionStatus } from '@parlor/plugin-kit'
import type { Database } from '../database/database.ts'

export type Session = {
  /** The account of everything that belongs to this user; it is the user's id. */
  readonly account: string
  readonly user: { readonly id: string; readonly name: string; readonly email: string }
  readonly sessionId: string
  readonly standing: Standing
}

/** What decides what somebody may do: read with the session, since nearly every request asks for it. */
export type Standing = {
  readonly isAdult: boolean
  /** What billing last said of each subscription that has not ended: mostly none or one. */
  readonly subscriptions: readonly Snapshot[]
}

/** What billing last said of a subscription, as the table `entitlement` keeps it. */
export type Snapshot = {
  /** What is bought: a tier's id or lookup key. */
  readonly price: string
  readonly status: SubscriptionStatus
  /** Of the running period; null in rows from before it was kept. */
  readonly from: Date | null
  readonly until: Date
  readonly ends: boolean
  /** With `past-due`: since when. */
  readonly dueSince: Date | null
  readonly frozen: 'refunded' | 'disputed' | null
  /** Since when units of a limit per `period` are counted: a change in the middle of one begins none. */
  readonly countsFrom: Date | null
}

export type SessionHeaders = {
  readonly cookie?: string | undefined
  readonly authorization?: string | undefined
}

/**
 * Finds whose session a request carries, in its cookie or as `Bearer`, in one statement and with no cache:
 * a session that was ended is gone at once. The clock is the database's.
 */
export function createSessionCheck(options: {
  readonly database: Database
  readonly secret: string
  readonly cookieName: string
}): (headers: SessionHeaders) => Promise<Session | undefined> {
  const { database, cookieName } = options
  const key = createSecretKey(options.secret, 'utf8')
  return async (headers) => {
    const signed = bearerToken(headers.authorization) ?? cookieValue(headers.cookie, cookieName)
    const token = signed === undefined ? undefined : verifiedToken(signed, key)
    if (token === undefined) return undefined
    const { rows } = await database.pool.query<Row>({
      name: 'session-by-token',
      text: byToken,
      values: [token],
    })
    const row = rows[0]
    if (row === undefined) return undefined
    const user = { id: row.user_id, name: row.name, email: row.email }
    return { account: row.user_id, user, sessionId: row.session_id, standing: standingOf(row.is_adult, rows) }
  }
}

/** The name of the cookie, as better-auth makes it. */
export function sessionCookie(isSecure: boolean): string {
  return `${isSecure ? '__Secure-' : ''}parlor.session_token`
}

type Row = {
  session_id: string
  user_id: string
  name: string
  email: string
  is_adult: boolean
  // All or none: a row of `entitlement`. Who has several comes in as many rows.
  price: string | null
  status: SubscriptionStatus
  period_from: Date | null
  until: Date
  ends: boolean
  due_since: Date | null
  frozen: 'refunded' | 'disputed' | null
  counts_from: Date | null
}

const byToken = `select s.id as session_id, u.id as user_id, u.name, u.email,
    k.account_id is not null as is_adult, e.price, e.status, e.period_from, e.until, e.ends,
    e.due_since, e.frozen, e.counts_from
  from sessions s join users u on u.id = s.user_id
    left join consent k on k.account_id = u.id
    left join entitlement e on e.account_id = u.id and e.status <> 'ended'
  where s.token = $1 and s.expires_at > now()`

function standingOf(isAdult: boolean, rows: readonly Row[]): Standing {
  const subscriptions = rows.flatMap((row) => {
    const { price, status, period_from: from, until, ends, due_since: dueSince, frozen } = row
    if (price === null) return []
    return [{ price, status, from, until, ends, dueSince, frozen, countsFrom: row.counts_from }]
  })
  return { isAdult, subscriptions }
}

function bearerToken(authorization: string | undefined): string | undefined {
  const match = /^bearer +(\S+)$/i.exec(authorization ?? '')
  return match?.[1]
}

function cookieValue(cookie: string | undefined, name: string): string | undefined {
  const found = cookie?.split(';').find((part) => part.trimStart().startsWith(`${name}=`))
  return found?.slice(found.indexOf('=') + 1).trim()
}

/** better-auth signs as `<token>.<base64 of HMAC-SHA256(token)>`, percent-encoded. */
function verifiedToken(encoded: string, key: KeyObject): string | undefined {
  const signed = decoded(encoded)
  const dot = signed.lastIndexOf('.')
  if (dot < 1) return undefined
  const token = signed.slice(0, dot)
  // As text: base64 has several spellings of the same bytes, and better-auth, which ends sessions, takes one.
  const given = Buffer.from(signed.slice(dot + 1))
  const expected = Buffer.from(createHmac('sha256', key).update(token).digest('base64'))
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : undefined
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    // Not ours then: the signature will not fit.
    return value
  }
}
