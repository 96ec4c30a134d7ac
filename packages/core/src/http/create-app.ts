import { randomUUID } from 'node:crypto'
import Koa, { type Context, type Middleware } from 'koa'
import type { Accounts } from '../account/accounts.ts'
import { authRoutes } from './auth-routes.ts'
import { openApiDocument } from './openapi.ts'
import { problem, problemOf, type Problem } from './problem.ts'
import { defineRoute, type Route } from './route.ts'
import { routeMiddleware } from './route-middleware.ts'
import { sameOriginGuard } from './same-origin.ts'
import { apiHeaders, pageHeaders } from './security-headers.ts'
import { staticFolder, type StaticFolder } from './statics.ts'

export type AppOptions = {
  readonly routes: readonly Route[]
  readonly accounts: Accounts
  readonly publicUrl: string
  /** A pino logger fits. */
  readonly log: { readonly info: (fields: object, message: string) => void }
  /** Hears of every error that is a bug or an outage, with the request's id. */
  readonly report: (error: unknown, about: { readonly requestId: string }) => void
  readonly statics?: readonly StaticFolder[]
  /** Believe the last `X-Forwarded-For` and `X-Forwarded-Proto`: only behind a proxy that sets them. */
  readonly trustProxy?: boolean
  readonly title?: string
  readonly version?: string
}

/** The web application: the given routes, sign-in and the OpenAPI document, then the static folders. */
export function createApp(options: AppOptions): Koa {
  const { report } = options
  const app = new Koa({ proxy: options.trustProxy === true, maxIpsCount: 1 })
  const routes = [...options.routes, ...authRoutes(options.accounts, options.publicUrl)]
  const guard = sameOriginGuard(options.publicUrl)

  // What fails after the answer has begun. A client that left is no error, but Koa reports it as one.
  app.on('error', (error: unknown, ctx?: Context) => {
    if (!isDisconnect(error)) report(error, { requestId: String(ctx?.state.requestId ?? '') })
  })
  app.use(identified(options.log))
  app.use(headers(options.publicUrl))
  app.use(problems(report))
  app.use(async (ctx, next) => {
    if (!URL.canParse(ctx.originalUrl, options.publicUrl)) ctx.throw(400, 'The address is not valid')
    guard(ctx)
    await next()
    if (isApi(ctx)) answerUnhandled(ctx)
  })
  app.use(routeMiddleware([...routes, documentRoute(routes, options)], options.accounts))
  for (const folder of options.statics ?? []) app.use(unlessApi(staticFolder(folder)))
  return app
}

function headers(publicUrl: string): Middleware {
  const ofPages = pageHeaders(publicUrl)
  const ofApi = apiHeaders(publicUrl)
  return async (ctx, next) => {
    // As it came: an address that cannot be read is refused further in.
    if (!/^\/v1(?:[/?]|$)/.test(ctx.url)) return await ofPages(ctx, next)
    ctx.set(ofApi)
    await next()
  }
}

function identified(log: AppOptions['log']): Middleware {
  return async (ctx, next) => {
    const startedAt = performance.now()
    const requestId = randomUUID()
    ctx.state.requestId = requestId
    ctx.set('X-Request-Id', requestId)
    ctx.res.once('close', () => {
      // The route, not the path: some paths are secrets.
      const route: unknown = ctx.state.route
      if (typeof route !== 'string') return
      log.info(
        { requestId, route, status: ctx.res.statusCode, ms: Math.round(performance.now() - startedAt) },
        'request',
      )
    })
    await next()
  }
}

function problems(report: AppOptions['report']): Middleware {
  return async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      const requestId = String(ctx.state.requestId)
      const { problem, isBug } = problemOf(error, requestId)
      const hasLeft = !ctx.writable
      if (isBug && !(hasLeft && isDisconnect(error))) report(error, { requestId })
      if (ctx.respond === false || ctx.headerSent) ctx.res.destroy()
      else answer(ctx, problem)
    }
  }
}

function answer(ctx: Context, problem: Problem): void {
  ctx.status = problem.status
  ctx.set(problem.headers)
  ctx.set('Cache-Control', 'no-store')
  ctx.set('Content-Type', 'application/problem+json')
  ctx.body = JSON.stringify(problem.body)
}

/** Gives what no route answered, or the router with a bare status, its problem document. */
function answerUnhandled(ctx: Context): void {
  if (ctx.respond === false || ctx.headerSent || (ctx.body !== undefined && ctx.body !== null)) return
  if (ctx.status === 404) answer(ctx, problem('not-found', 'There is no such page'))
  if (ctx.status === 405 || ctx.status === 501) {
    answer(ctx, problem('method-not-allowed', `Allowed here: ${ctx.response.get('Allow')}`))
  }
}

function documentRoute(routes: readonly Route[], options: AppOptions): Route {
  const { title = 'Parlor', version = '1' } = options
  let document: object | undefined
  const route: Route = defineRoute({
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'This document',
    access: 'public',
    reply: { status: 200 },
    handle: () => ({
      body: (document ??= openApiDocument([...routes, route], {
        title,
        version,
        isSecure: options.publicUrl.startsWith('https:'),
      })),
    }),
  })
  return route
}

function unlessApi(middleware: Middleware): Middleware {
  return (ctx, next) => (isApi(ctx) ? next() : middleware(ctx, next))
}

function isApi(ctx: Context): boolean {
  return ctx.path === '/v1' || ctx.path.startsWith('/v1/')
}

const disconnects = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE', 'ECONNABORTED']

function isDisconnect(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'AbortError') return true
  const code = 'code' in error ? String(error.code) : ''
  // HPE_…: what came was no HTTP any more; Node has answered it already.
  return disconnects.includes(code) || code.startsWith('HPE_')
}
