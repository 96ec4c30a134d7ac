import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import type { Context } from 'koa'
import type { z } from 'zod'
import type { Session } from '../account/session.ts'
import type { AtOnce } from './upload-gate.ts'
import { validate } from './validate.ts'

/** A request whose parts have passed the route's schemas. */
export type RouteRequest<Params = unknown, Query = unknown, Body = unknown> = {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  /** The body's bytes as they came, on routes that take `bytes`; empty on all others. */
  readonly raw: Uint8Array
  /** Whose request it is; empty without a session, which only public routes see. */
  readonly account: string
  readonly user?: Session['user']
  readonly sessionId?: string
  readonly standing?: Session['standing']
  readonly headers: IncomingHttpHeaders
  readonly ip: string
  readonly requestId: string
  /** Makes a signal that aborts when the client leaves before the answer was written. */
  readonly signal: () => AbortSignal
  /** Koa's context, for event streams and what else needs the bare response. */
  readonly ctx: Context
}

/**
 * The answer; the status is the route's own when left out. A body is JSON, but bytes and text go out as they
 * are, under the `Content-Type` given in `headers`.
 */
export type RouteReply = {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly stream?: Readable
}

export type RouteMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

type RouteFacts = {
  readonly method: RouteMethod
  /** With `:name` for parameters, such as `/v1/conversations/:id/messages`. */
  readonly path: string
  readonly summary: string
  readonly access: 'public' | 'session'
  /**
   * A body that is taken as it comes, up to `limit` bytes; `mime` is for the OpenAPI document. `atOnce` is for a route
   * that anybody may send large bodies to.
   */
  readonly bytes?: { readonly limit: number; readonly mime: readonly string[]; readonly atOnce?: AtOnce }
  /** Runs before a byte of the body is read; its throw is the answer. */
  readonly before?: (request: { readonly ip: string }) => Promise<void>
  /** `schema` of a JSON answer, or the media types of another one; for the OpenAPI document. */
  readonly reply: {
    readonly status: number
    readonly schema?: z.ZodType
    readonly mime?: readonly string[]
  }
}

type RouteSchemas<P, Q, B> = { readonly params?: P; readonly query?: Q; readonly body?: B }

export type RouteDefinition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = RouteFacts &
  RouteSchemas<P, Q, B> & {
    readonly handle: (
      request: RouteRequest<z.output<P>, z.output<Q>, z.output<B>>,
    ) => Promise<RouteReply | void> | RouteReply | void
  }

/** A route whose types are settled; `respond` validates and handles. */
export type Route = RouteFacts &
  RouteSchemas<z.ZodType, z.ZodType, z.ZodType> & {
    readonly respond: (request: RouteRequest) => Promise<RouteReply | void>
  }

/** Describes one route: what it takes, what it answers, and who may ask, all in one place. */
export function defineRoute<
  P extends z.ZodType = z.ZodType<Readonly<Record<string, string>>>,
  Q extends z.ZodType = z.ZodType<Readonly<Record<string, string | string[] | undefined>>>,
  B extends z.ZodType = z.ZodType<undefined>,
>(definition: RouteDefinition<P, Q, B>): Route {
  const { handle, ...route } = definition
  return {
    ...route,
    async respond(request) {
      const [params, query, body] = validate([
        { schema: route.params, value: request.params },
        { schema: route.query, value: request.query },
        { schema: route.body, value: request.body },
      ])
      // The schemas have just made these so; TypeScript cannot see it through `validate`.
      const parsed = { ...request, params, query, body: route.body === undefined ? undefined : body }
      return await handle(parsed as RouteRequest<z.output<P>, z.output<Q>, z.output<B>>)
    },
  }
}
