import { startTestPostgres } from '@parlor/embedded-postgres/test'
import test from 'ava'
import { openDatabase } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'
import { defineRoute } from './route.ts'
import { serveForTest, type TestServer } from './serve-for-test.ts'

const postgres = await startTestPostgres()
const databaseUrl = postgres.url
const database = openDatabase(databaseUrl)
await migrate(database)
const password = 'four words make it'

test.after.always(async () => {
  await database.close()
  await postgres.stop()
})

const whoAmI = defineRoute({
  method: 'GET',
  path: '/v1/who-am-i',
  summary: 'Who is asking',
  access: 'session',
  reply: { status: 200 },
  handle: ({ account, user }) => ({ body: { account, user } }),
})

test('a person signs up, is known by the cookie, signs out and in again', async (t) => {
  const server = await serveForTest(t, { databaseUrl, routes: [whoAmI] })

  const made = await signUp(server, 'ada@example.org')
  t.is(made.status, 200)
  t.like(made.body, { user: { name: 'Ada', email: 'ada@example.org' } })
  t.regex(made.cookie, /^parlor\.session_token=/)
  t.regex(String(made.headers.get('set-cookie')), /Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax/)

  const known = await server.ask('GET', '/v1/who-am-i', { headers: { cookie: made.cookie } })
  t.like(known.body, { user: { name: 'Ada' } })
  t.is(known.headers.get('cache-control'), 'no-store')

  const out = await server.ask('POST', '/v1/auth/sign-out', { body: {}, headers: { cookie: made.cookie } })
  t.is(out.status, 200)
  const unknown = await server.ask('GET', '/v1/who-am-i', { headers: { cookie: made.cookie } })
  t.like(unknown, { status: 401, body: { type: '/problems/unauthenticated' } })

  const back = await server.ask('POST', '/v1/auth/sign-in/email', {
    body: { email: 'ADA@example.org', password },
  })
  t.is(back.status, 200)
  t.deepEqual(back.body, made.body)
})

test('the answer to signing in holds no secret that a script could read later', async (t) => {
  const server = await serveForTest(t, { databaseUrl })

  const made = await signUp(server, 'quiet@example.org')

  t.deepEqual(Object.keys(made.body as object), ['user'])
})

test('get-session says who is signed in, and null without an error', async (t) => {
  const server = await serveForTest(t, { databaseUrl })
  const { cookie, body } = await signUp(server, 'session@example.org')

  t.deepEqual((await server.ask('GET', '/v1/auth/get-session', { headers: { cookie } })).body, body)
  t.deepEqual((await server.ask('GET', '/v1/auth/get-session')).body, { user: null })
})

test('a bearer token opens what a cookie opens', async (t) => {
  const server = await serveForTest(t, { databaseUrl, routes: [whoAmI] })
  const { headers } = await signUp(server, 'bearer@example.org')
  const authorization = `Bearer ${headers.get('set-auth-token')}`

  t.is((await server.ask('GET', '/v1/who-am-i', { headers: { authorization } })).status, 200)
  const renamed = await server.ask('POST', '/v1/auth/update-user', {
    body: { name: 'Eve' },
    headers: { authorization },
  })
  t.is(renamed.status, 200)
  t.like((await server.ask('GET', '/v1/who-am-i', { headers: { authorization } })).body, {
    user: { name: 'Eve' },
  })
})

test('a forged cookie is no session', async (t) => {
  const server = await serveForTest(t, { databaseUrl, routes: [whoAmI] })
  const { cookie } = await signUp(server, 'forged@example.org')

  const forged = await server.ask('GET', '/v1/who-am-i', { headers: { cookie: cookie.replace(/=./, '=_') } })

  t.is(forged.status, 401)
})

test('every wrong field of a sign-up is named at once', async (t) => {
  const server = await serveForTest(t, { databaseUrl })

  const refused = await server.ask('POST', '/v1/auth/sign-up/email', {
    body: { name: ' ', email: 'ada', password: 'short' },
  })

  t.is(refused.status, 422)
  t.is(refused.type, 'application/problem+json')
  t.like(refused.body, {
    type: '/problems/validation',
    errors: [
      { path: 'name', message: 'Must not be empty.' },
      { path: 'email', message: 'Must be an e-mail address.' },
      { path: 'password', message: 'Must have at least 8 characters.' },
    ],
  })
})

test('a password of 128 characters is taken, one of 129 is not', async (t) => {
  const server = await serveForTest(t, { databaseUrl })

  t.is((await signUp(server, 'long@example.org', { password: 'p'.repeat(128) })).status, 200)
  const longer = await signUp(server, 'longer@example.org', { password: 'p'.repeat(129) })

  t.like(longer, { status: 422, body: { errors: [{ path: 'password' }] } })
})

test('a second account with an e-mail is a conflict that names the field', async (t) => {
  const server = await serveForTest(t, { databaseUrl })
  await signUp(server, 'twice@example.org')

  const second = await signUp(server, 'Twice@Example.org')

  t.like(second, { status: 409, body: { type: '/problems/conflict', errors: [{ path: 'email' }] } })
  t.false(second.headers.has('set-cookie'))
})

test('markup in a name comes back as the text it was', async (t) => {
  const server = await serveForTest(t, { databaseUrl })
  const name = '<script>alert(1)</script><b>"Ada"</b>'

  const made = await signUp(server, 'markup@example.org', { name })

  t.like(made.body, { user: { name } })
  t.regex(made.type, /^application\/json/)
  t.is(made.headers.get('x-content-type-options'), 'nosniff')
})

test('what the database cannot keep is refused in its field', async (t) => {
  const server = await serveForTest(t, { databaseUrl })

  const made = await signUp(server, 'nul@example.org', { name: 'Ada\0' })

  t.like(made, { status: 422, body: { errors: [{ path: 'name' }] } })
})

test('a wrong password ten times, and the eleventh has to wait', async (t) => {
  const server = await serveForTest(t, { databaseUrl })
  await signUp(server, 'guessed@example.org')
  const signIn = (given: string) =>
    server.ask('POST', '/v1/auth/sign-in/email', { body: { email: 'guessed@example.org', password: given } })

  for (let guess = 1; guess <= 10; guess++) {
    t.like(await signIn(`guess ${guess}`), { status: 401, body: { type: '/problems/unauthenticated' } })
  }
  const waiting = await signIn(password)

  t.like(waiting, { status: 429, body: { type: '/problems/rate-limited' } })
  t.true(Number(waiting.headers.get('retry-after')) > 800)
})

test('an unknown e-mail is answered like a wrong password', async (t) => {
  const server = await serveForTest(t, { databaseUrl })
  await signUp(server, 'known@example.org')
  const body = async (email: string) =>
    (await server.ask('POST', '/v1/auth/sign-in/email', { body: { email, password: 'not this one' } })).body

  t.deepEqual(await body('known@example.org'), await body('unknown@example.org'))
})

test('nothing of better-auth is open but what the routes name', async (t) => {
  const server = await serveForTest(t, { databaseUrl })
  const { cookie } = await signUp(server, 'closed@example.org')

  for (const path of ['delete-user', 'change-email', 'list-sessions', 'sign-in/social', 'error', 'ok']) {
    const answer = await server.ask('POST', `/v1/auth/${path}`, { body: {}, headers: { cookie } })
    t.is(answer.status, 404, path)
  }
})

async function signUp(server: TestServer, email: string, fields: { name?: string; password?: string } = {}) {
  const body = { name: 'Ada', password, ...fields, email }
  const answer = await server.ask('POST', '/v1/auth/sign-up/email', { body })
  return { ...answer, cookie: String(answer.headers.getSetCookie()[0]?.split(';')[0]) }
}
