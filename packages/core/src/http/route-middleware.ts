import Router from '@koa/router'
import type { Context, Middleware } from 'koa'
import type { Accounts } from '../account/accounts.ts'
import { gates } from '../gate.ts'
import { PlatformError } from '../platform-error.ts'
import { readBytes, readJson } from './body.ts'
import type { Route, RouteReply, RouteRequest } from './route.ts'
import { uploadGate } from './upload-gate.ts'

const nothing = new Uint8Array()

/** Dispatches to the routes: the session first, then the body, then the route itself. */
export function routeMiddleware(routes: readonly Route[], accounts: Accounts): Middleware {
  const router = new Router({ strict: true, sensitive: true })
  // Writes of one account wait for one another in the database, each on a connection: what waits here holds none,
  // so that nobody can take them all.
  const writing = gates({ running: 3, waiting: 60, refusal: tooManyAtOnce })
  for (const route of routes) {
    const isWrite = route.access === 'session' && route.method !== 'GET'
    const answer = async (ctx: RouterContext) => {
      const request = await requestOf(ctx, route, accounts)
      const reply = isWrite
        ? await writing(request.account, async () => await route.respond(request))
        : await route.respond(request)
      if (ctx.respond !== false) write(ctx, route, reply ?? {})
    }
    const atOnce = route.bytes?.atOnce
    const enter = atOnce === undefined ? undefined : uploadGate(atOnce)
    router.register(route.path, [route.method], async (ctx) => {
      ctx.state.route = `${route.method} ${route.path}`
      if (enter === undefined) await answer(ctx)
      else await enter(ctx.ip, async () => await answer(ctx))
    })
  }
  const dispatch = router.routes() as Middleware
  const allowed = router.allowedMethods() as Middleware
  return async (ctx, next) => {
    await allowed(ctx, async () => await dispatch(ctx, next))
  }
}

function tooManyAtOnce(): PlatformError {
  return new PlatformError('rate-limited', 'Too many requests at once; wait for the answers first', {
    retryAfterSeconds: 1,
  })
}

type RouterContext = Context & { params: Readonly<Record<string, string>> }

async function requestOf(ctx: RouterContext, route: Route, accounts: Accounts): Promise<RouteRequest> {
  const session = route.access === 'session' ? await accounts.session(ctx.headers) : undefined
  if (route.access === 'session' && session === undefined) {
    throw new PlatformError('unauthenticated', 'Sign in first')
  }
  await route.before?.({ ip: ctx.ip })
  return {
    params: ctx.params,
    query: ctx.query,
    body: route.body === undefined ? undefined : await bodyOf(ctx),
    raw: route.bytes === undefined ? nothing : await readBytes(ctx.req, route.bytes.limit),
    account: session?.account ?? '',
    ...(session !== undefined && {
      user: session.user,
      sessionId: session.sessionId,
      standing: session.standing,
    }),
    headers: ctx.headers,
    ip: ctx.ip,
    requestId: String(ctx.state.requestId),
    signal: () => abortsWithClient(ctx),
    ctx,
  }
}

async function bodyOf(ctx: Context): Promise<unknown> {
  // Then each field that is needed says so itself.
  if (isEmpty(ctx)) return {}
  const body = await readJson(ctx)
  if (body !== null && typeof body === 'object' && !Array.isArray(body)) return body
  const errors = [{ path: '', message: 'Must be a JSON object, sent as application/json.' }]
  throw new PlatformError('validation', 'Some fields are not valid', { errors })
}

function isEmpty(ctx: Context): boolean {
  return ctx.get('transfer-encoding') === '' && Number(ctx.get('content-length')) === 0
}

function abortsWithClient(ctx: Context): AbortSignal {
  const controller = new AbortController()
  ctx.res.once('close', () => {
    if (!ctx.res.writableFinished) controller.abort()
  })
  return controller.signal
}

function write(ctx: Context, route: Route, reply: RouteReply): void {
  ctx.status = reply.status ?? route.reply.status
  for (const [name, value] of Object.entries(reply.headers ?? {})) {
    ctx.set(name, typeof value === 'string' ? value : [...value])
  }
  if (reply.stream !== undefined) ctx.body = reply.stream
  else if (reply.body instanceof Uint8Array) ctx.body = Buffer.from(reply.body)
  else if (typeof reply.body === 'string') ctx.body = reply.body
  else if (reply.body !== undefined) writeJson(ctx, reply.body)
  // What HEAD would get has a length, and an empty body would say 0.
  else if (ctx.method !== 'HEAD' || ctx.response.get('Content-Length') === '') ctx.body = ''
  if (ctx.status === 200 && ctx.fresh) ctx.status = 304
}

function writeJson(ctx: Context, body: unknown): void {
  // Not left to Koa: it answers a body of null with 204, and GET /v1/subscription means it.
  if (ctx.type === '') ctx.type = 'json'
  ctx.body = JSON.stringify(body)
}
