import { auditSql } from '../audit/append.ts'
import { PlatformError } from '../platform-error.ts'
import { authError, emailTaken, type AuthRefusal } from './auth-error.ts'
import type { AuthOptions } from './better-auth.ts'
import { gate } from '../gate.ts'
import { createSessionCheck, sessionCookie, type Session, type SessionHeaders } from './session.ts'
import { createSignInLimit } from './sign-in-limit.ts'
import { createSignUpLimit } from './sign-up-limit.ts'

export type Accounts = {
  /** Loads what signs people in; without it the first of them waits for that. */
  readonly load: () => Promise<unknown>
  /**
   * Answers a request below `/v1/auth`; `address` is the client's, for the limits. Resolves to a
   * success only: what better-auth refuses is thrown as a `PlatformError`.
   */
  readonly handler: (request: Request, client: { readonly address: string }) => Promise<Response>
  /** Whose session these headers carry; undefined when none, a forged or an expired one. */
  readonly session: (headers: SessionHeaders) => Promise<Session | undefined>
}

/** Sign-up, sign-in and sessions over better-auth. Nothing connects before the first request. */
export function createAccounts(options: AuthOptions): Accounts {
  type Auth = ReturnType<typeof import('./better-auth.ts').createAuth>
  let loading: Promise<Auth> | undefined
  // It takes half a second of CPU, which an operator's command and a worker would wait for in vain.
  const load = async () => await (loading ??= import('./better-auth.ts').then((it) => it.createAuth(options)))
  const limit = createSignInLimit()
  const newcomers = createSignUpLimit()
  // scrypt costs a core for some 80 ms: more at once would starve everything else. The gate stands around the
  // whole request, since better-auth keeps a connection in a transaction while it hashes.
  // Newcomers stand at a gate of their own: a flood of them keeps nobody out who has an account.
  const refusal = () =>
    new PlatformError('unavailable', 'Too many people sign in just now', { retryAfterSeconds: 5 })
  const signingIn = gate({ running: 2, waiting: 100, refusal })
  const signingUp = gate({ running: 1, waiting: 50, refusal })
  const cookieName = sessionCookie(options.publicUrl.startsWith('https:'))

  const session = createSessionCheck({ database: options.database, secret: options.secret, cookieName })

  return {
    load,
    session,
    async handler(request, { address }) {
      const path = new URL(request.url).pathname
      if (path === '/v1/auth/sign-in/email') {
        const who = { email: await emailOf(request), address }
        await limit.check(who)
        // Counted inside the gate: people who only wait their turn are no wrong guesses.
        return await signingIn(() => limit.guard(who, () => signIn(request, who.email)))
      }
      if (path === '/v1/auth/sign-up/email') {
        await newcomers(address)
        return await signingUp(() => signUp(request))
      }
      return path === '/v1/auth/sign-out' ? await signOut(request) : await answer(request)
    },
  }

  async function answer(request: Request): Promise<Response> {
    const response = await respond(request)
    if (response.status < 400) return response
    throw authError({ ...(await refusalIn(response)), status: response.status })
  }

  async function signIn(request: Request, email: string): Promise<Response> {
    try {
      return await answer(request)
    } catch (error) {
      if (error instanceof PlatformError && error.code === 'unauthenticated') await noteFailure(email)
      throw error
    }
  }

  /** Of an account that exists: what else is typed there belongs to nobody. Successes are noted by the database. */
  async function noteFailure(email: string): Promise<void> {
    await options.database.pool.query(`with ${failureAudited} select`, [email.toLowerCase()])
  }

  async function signUp(request: Request): Promise<Response> {
    const email = await emailOf(request)
    try {
      return await answer(request)
    } catch (error) {
      // Two sign-ups at the same moment: better-auth tells the loser no more than that it failed.
      if (!(error instanceof PlatformError) && (await isTaken(email))) throw emailTaken()
      throw error
    }
  }

  /** Ends the session that these headers carry for us, should better-auth have read another one or none. */
  async function signOut(request: Request): Promise<Response> {
    const current = await session({
      cookie: request.headers.get('cookie') ?? undefined,
      authorization: request.headers.get('authorization') ?? undefined,
    })
    const response = await answer(request)
    if (current !== undefined)
      await options.database.pool.query('delete from sessions where id = $1', [current.sessionId])
    return response
  }

  async function isTaken(email: string): Promise<boolean> {
    const { rowCount } = await options.database.pool.query('select 1 from users where email = $1', [
      email.toLowerCase(),
    ])
    return rowCount === 1
  }

  async function respond(request: Request): Promise<Response> {
    try {
      return await (await load()).handler(request)
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      throw authError(refusal)
    }
  }
}

const failureAudited = auditSql(
  `select 'user', id, 'sign-in-failed', '{}'::jsonb from users where email = $1`,
)

async function emailOf(request: Request): Promise<string> {
  const body: unknown = await request.clone().json()
  const email = body !== null && typeof body === 'object' && 'email' in body ? body.email : undefined
  return typeof email === 'string' ? email : ''
}

async function refusalIn(response: Response): Promise<{ code?: string; message?: string }> {
  const text = await response.text()
  return text === '' ? {} : JSON.parse(text)
}

/** better-auth throws its `APIError`, which is exported nowhere with a stable identity: known by its shape. */
function refusalOf(error: unknown): AuthRefusal | undefined {
  if (!(error instanceof Error) || error.name !== 'APIError' || !('statusCode' in error)) return undefined
  const body = 'body' in error && error.body !== null && typeof error.body === 'object' ? error.body : {}
  const code = 'code' in body && typeof body.code === 'string' ? body.code : undefined
  const message = 'message' in body && typeof body.message === 'string' ? body.message : undefined
  return { status: Number(error.statusCode), code, message }
}
