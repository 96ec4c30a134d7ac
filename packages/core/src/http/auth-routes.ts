import { z } from 'zod'
import type { Accounts } from '../account/accounts.ts'
import { passwordLength } from '../account/password-length.ts'
import { line } from '../safety/text.ts'
import { defineRoute, type Route, type RouteReply, type RouteRequest } from './route.ts'

const name = line(80)
const email = z.email().max(254)
const newPassword = z.string().min(passwordLength.min).max(passwordLength.max)
// Not the rules for a new one: whoever has an account is only told that the two do not fit.
const password = z.string().min(1).max(passwordLength.max)
const user = z.object({ id: z.string(), name: z.string(), email: z.string() })
const signedIn = z.object({ user })

/**
 * The doors to better-auth that are open. Each is a route of ours, so that every wrong field is named at once
 * and what better-auth would take besides (redirects, images) does not reach it.
 */
export function authRoutes(accounts: Accounts, publicUrl: string): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/auth/sign-up/email',
      summary: 'Make an account and sign in; a bearer token is in the header `set-auth-token`',
      access: 'public',
      body: z.object({ name: name.optional(), email, password: newPassword }),
      reply: { status: 200, schema: signedIn },
      handle: async (request) => {
        // What somebody is called may be told later; better-auth wants a text.
        const body = { ...request.body, name: request.body.name ?? '' }
        const answer = await ask({ ...request, body }, '/v1/auth/sign-up/email')
        return { headers: answer.headers, body: signedIn.parse(answer.body) }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/auth/sign-in/email',
      summary: 'Sign in; a bearer token is in the header `set-auth-token`',
      access: 'public',
      body: z.object({ email, password }),
      reply: { status: 200, schema: signedIn },
      handle: async (request) => {
        const answer = await ask(request, '/v1/auth/sign-in/email')
        return { headers: answer.headers, body: signedIn.parse(answer.body) }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/auth/sign-out',
      summary: 'End this session',
      access: 'public',
      reply: { status: 200, schema: z.object({ success: z.boolean() }) },
      handle: (request) => ask(request, '/v1/auth/sign-out'),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/auth/get-session',
      summary: 'Who is signed in, or null',
      access: 'public',
      reply: { status: 200, schema: z.object({ user: user.nullable() }) },
      handle: async ({ headers }) => ({ body: { user: (await accounts.session(headers))?.user ?? null } }),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/auth/update-user',
      summary: "Change the signed-in person's name",
      access: 'session',
      body: z.object({ name }),
      reply: { status: 200, schema: z.object({ status: z.boolean() }) },
      handle: (request) => ask(request, '/v1/auth/update-user'),
    }),
  ]

  async function ask(
    request: RouteRequest,
    path: string,
  ): Promise<Required<Pick<RouteReply, 'body' | 'headers'>>> {
    const headers = new Headers({ 'content-type': 'application/json' })
    for (const name of ['cookie', 'authorization', 'user-agent'] as const) {
      const value = request.headers[name]
      if (value !== undefined) headers.set(name, value)
    }
    const forwarded = new Request(new URL(path, publicUrl), {
      method: 'POST',
      headers,
      body: JSON.stringify(request.body ?? {}),
    })
    const response = await accounts.handler(forwarded, { address: request.ip })
    return { headers: replyHeaders(response), body: await response.json() }
  }
}

function replyHeaders(response: Response): Record<string, string | readonly string[]> {
  const token = response.headers.get('set-auth-token')
  const cookies = response.headers.getSetCookie()
  return {
    ...(cookies.length > 0 && { 'Set-Cookie': cookies }),
    ...(token !== null && { 'set-auth-token': token }),
  }
}
