import { startTestPostgres } from '@parlor/embedded-postgres/test'
import test, { type ExecutionContext } from 'ava'
import { getMigrations } from 'better-auth/db/migration'
import { openDatabase } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'
import { PlatformError, type ErrorCode } from '../platform-error.ts'
import { createAccounts } from './accounts.ts'
import { authOptions } from './better-auth.ts'
import { confirmAdult, isAdult } from './consent.ts'

const postgres = await startTestPostgres()
const database = openDatabase(postgres.url)
await migrate(database)
const options = {
  database,
  secret: 'a secret that is long enough for this',
  publicUrl: 'http://localhost:4000',
}
const password = 'four words make it'

test.after.always(async () => {
  await database.close()
  await postgres.stop()
})

test('better-auth wants no other table, column or index than migration 0001 makes', async (t) => {
  const wanted = await getMigrations(authOptions(options))

  t.deepEqual(wanted.toBeCreated, [])
  t.deepEqual(wanted.toBeAdded, [])
  t.deepEqual(wanted.toBeAddedIndexes, [])
  t.deepEqual(wanted.schemaProblems, [])
})

test('the migration can be taken back', async (t) => {
  const other = openDatabase(await postgres.createDatabase())
  t.teardown(() => other.close())
  await migrate(other)

  const { down } = await import('../database/migrations/0001-accounts.ts')
  await down(other.knex)

  const { rows } = await other.pool.query(
    "select to_regclass('users') as users, to_regclass('sessions') as sessions",
  )
  t.deepEqual(rows, [{ users: null, sessions: null }])
})

test('signing up makes a user with a UUID v7 and a session that its cookie finds', async (t) => {
  const { accounts, cookie } = await signedUp('ada@example.org')

  const session = await accounts.session({ cookie: `theme=dark; ${cookie}` })

  t.like(session, { user: { name: 'Ada', email: 'ada@example.org' } })
  t.regex(session?.account ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-7/)
  t.is(session?.account, session?.user.id)
})

test('the signed token is also taken as a bearer token', async (t) => {
  const { accounts, token } = await signedUp('bearer@example.org')

  t.like(await accounts.session({ authorization: `Bearer ${token}` }), {
    user: { email: 'bearer@example.org' },
  })
  t.is(await accounts.session({ authorization: `Bearer ${token.split('.')[0]}` }), undefined)
  t.is(await accounts.session({ authorization: 'Basic YTpi' }), undefined)
})

test('a forged, cut or foreign cookie finds no session', async (t) => {
  const { accounts, cookie, token } = await signedUp('forged@example.org')
  const elsewhere = createAccounts({ ...options, secret: 'another secret, just as long as that' })
  const [name = ''] = cookie.split('=')

  const tries = [cookie.slice(0, -8), `${name}=x${token}`, `${name}=`, `${name}=%`, `x${cookie}`, token, '']
  for (const forged of tries) t.is(await accounts.session({ cookie: forged }), undefined, forged)
  t.is(await elsewhere.session({ cookie }), undefined)
  t.is(await accounts.session({}), undefined)
})

test('a session ends by the clock of the database', async (t) => {
  const { accounts, cookie, id } = await signedUp('expired@example.org')

  await database.pool.query(
    "update sessions set expires_at = now() - interval '1 second' where user_id = $1",
    [id],
  )

  t.is(await accounts.session({ cookie }), undefined)
})

test('a session lasts 30 days', async (t) => {
  const { id } = await signedUp('month@example.org')

  const { rows } = await database.pool.query(
    'select round(extract(epoch from expires_at - created_at) / 86400)::int as days from sessions where user_id = $1',
    [id],
  )

  t.deepEqual(rows, [{ days: 30 }])
})

test('signing out ends the session at once', async (t) => {
  const { accounts, cookie } = await signedUp('leaving@example.org')

  await accounts.handler(request('sign-out', {}, { cookie }), client)

  t.is(await accounts.session({ cookie }), undefined)
})

test('signing out ends every session that the request carries, however its token is spelled', async (t) => {
  const { accounts, cookie, token } = await signedUp('spelled@example.org')
  const other = await signedUp('spelled-too@example.org')
  const loose = cookie.replace(/%3D$/, '')
  t.is(await accounts.session({ cookie: loose }), undefined)

  const both = { cookie: other.cookie, authorization: `Bearer ${token}` }
  await accounts.handler(request('sign-out', {}, both), client)

  t.is(await accounts.session({ authorization: `Bearer ${token}` }), undefined)
})

test('twenty sign-ups an hour come from one network, and others are not kept out', async (t) => {
  const accounts = createAccounts(options)
  const from = async (address: string, name: string) =>
    await accounts.handler(
      request('sign-up/email', { name: 'Ada', email: `${name}@example.org`, password: 'short' }),
      { address },
    )
  for (let attempt = 0; attempt < 20; attempt++)
    await refused(t, from(`2001:db8:1:1::${attempt}`, 'flood'), 'validation')

  await refused(t, from('2001:db8:1:1:ffff::1', 'flood'), 'rate-limited')
  await refused(t, from('192.0.2.9', 'newcomer'), 'validation')
})

test('only a hash of the password is kept, and nobody’s address', async (t) => {
  const { id } = await signedUp('hashed@example.org')

  const { rows } = await database.pool.query(
    'select c.password, s.ip_address from credentials c join sessions s using (user_id) where user_id = $1',
    [id],
  )

  t.false(JSON.stringify(rows).includes(password))
  t.falsy(rows[0].ip_address)
})

test('of several sign-ups at once with one e-mail one wins and the others are in conflict', async (t) => {
  const accounts = createAccounts(options)

  const results = await Promise.allSettled([1, 2, 3].map(() => signUp(accounts, 'race@example.org')))

  const codes = results.map((result): string => (result.status === 'fulfilled' ? 'made' : result.reason.code))
  t.deepEqual(codes.toSorted(), ['conflict', 'conflict', 'made'])
})

test('an http address gives a plain cookie, an https address a secure one', async (t) => {
  const plain = await signUp(createAccounts(options), 'plain@example.org')
  const secure = createAccounts({ ...options, publicUrl: 'https://chat.example.org' })
  const response = await signUp(secure, 'secure@example.org', 'https://chat.example.org')

  t.notRegex(String(plain.headers.getSetCookie()), /Secure/i)
  t.regex(String(response.headers.getSetCookie()), /^__Secure-parlor\.session_token=.*HttpOnly; Secure/)
  t.truthy(await secure.session({ cookie: String(response.headers.getSetCookie()[0]?.split(';')[0]) }))
})

test('ten wrong passwords, then not even the right one, for this address only', async (t) => {
  const { accounts } = await signedUp('guessed@example.org')
  const signIn = (given: string, address = '192.0.2.1') =>
    accounts.handler(request('sign-in/email', { email: 'Guessed@example.org', password: given }), { address })

  for (let guess = 1; guess <= 10; guess++)
    await refused(t, signIn(`guess number ${guess}`), 'unauthenticated')

  const error = await refused(t, signIn(password), 'rate-limited')
  t.true(Number(error?.retryAfterSeconds) > 800)
  t.is((await signIn(password, '192.0.2.2')).status, 200)
})

test('the first confirmation of age is kept', async (t) => {
  const { id } = await signedUp('adult@example.org')
  t.false(await isAdult(database, id))

  await confirmAdult(database, id, { termsVersion: '2026-01' })
  await confirmAdult(database, id, { termsVersion: '2026-02' })

  const { rows } = await database.pool.query('select terms_version from consent where account_id = $1', [id])
  t.deepEqual(rows, [{ terms_version: '2026-01' }])
  t.true(await isAdult(database, id))
})

const client = { address: '192.0.2.1' }

function request(
  path: string,
  body: object,
  headers: Record<string, string> = {},
  origin = options.publicUrl,
): Request {
  return new Request(`${origin}/v1/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

async function signUp(
  accounts: ReturnType<typeof createAccounts>,
  email: string,
  origin?: string,
): Promise<Response> {
  return await accounts.handler(
    request('sign-up/email', { name: 'Ada', email, password }, {}, origin),
    client,
  )
}

async function signedUp(email: string) {
  const accounts = createAccounts(options)
  const response = await signUp(accounts, email)
  const cookie = String(response.headers.getSetCookie()[0]?.split(';')[0])
  const token = String(response.headers.get('set-auth-token'))
  const { user } = (await response.json()) as { user: { id: string } }
  return { accounts, cookie, token, id: user.id }
}

async function refused(t: ExecutionContext, attempt: Promise<unknown>, code: ErrorCode) {
  const error = await t.throwsAsync(attempt, { instanceOf: PlatformError })
  t.is(error?.code, code)
  return error
}
