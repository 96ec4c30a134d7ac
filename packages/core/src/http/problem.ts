import { isOutage } from '../database/outage.ts'
import { PlatformError, type ErrorCode, type FieldError } from '../platform-error.ts'

/** An RFC 9457 problem document with the headers that belong to it. */
export type Problem = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

type Kind = ErrorCode | 'internal' | 'method-not-allowed' | 'range-not-satisfiable'

/** The one place that knows which HTTP status an error has. */
const kinds: Readonly<Record<Kind, { readonly status: number; readonly title: string }>> = {
  validation: { status: 422, title: 'Some fields are not valid' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'Not allowed' },
  'cooling-down': { status: 403, title: 'Pictures take a break' },
  'adult-required': { status: 403, title: 'For adults only' },
  'payment-required': { status: 402, title: 'A subscription is needed' },
  'payment-declined': { status: 402, title: 'The payment did not go through' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'This method is not allowed here' },
  conflict: { status: 409, title: 'In conflict with what is there' },
  'id-reused': { status: 409, title: 'This id was used for something else' },
  'too-large': { status: 413, title: 'Too large' },
  'range-not-satisfiable': { status: 416, title: 'No such part' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available just now' },
  internal: { status: 500, title: 'Something went wrong on our side' },
}

/**
 * The problem document for anything that was thrown.
 *
 * What is neither ours nor a fault of the request is `internal`: its document holds the request's id and
 * nothing else, and `isBug` says that it has to be reported.
 */
export function problemOf(error: unknown, requestId: string): { problem: Problem; isBug: boolean } {
  // What we depend on is away: no bug, but somebody should hear of it.
  const isAway = error instanceof PlatformError && error.code === 'unavailable' && error.cause !== undefined
  if (error instanceof PlatformError) return { problem: ofPlatformError(error), isBug: isAway }
  if (isOutage(error)) {
    const outage = new PlatformError('unavailable', 'The database cannot be reached', {
      retryAfterSeconds: 5,
    })
    return { problem: ofPlatformError(outage), isBug: true }
  }
  const fault = requestFault(error)
  if (fault !== undefined) return { problem: fault, isBug: false }
  const problem = documentOf('internal', `Quote request ${requestId} when you report this`, {
    instance: `urn:uuid:${requestId}`,
  })
  return { problem, isBug: true }
}

/** A problem without an exception: an unknown path, a wrong method. */
export function problem(kind: Kind, detail: string): Problem {
  return documentOf(kind, detail)
}

function ofPlatformError(error: PlatformError): Problem {
  const members: Record<string, unknown> = { ...error.extra }
  if (error.errors.length > 0) members.errors = error.errors
  if (error.retryAfterSeconds === undefined) return documentOf(error.code, error.message, members)
  const problem = documentOf(error.code, error.message, {
    ...members,
    retryAfterSeconds: error.retryAfterSeconds,
  })
  return { ...problem, headers: { 'Retry-After': String(Math.ceil(error.retryAfterSeconds)) } }
}

function documentOf(kind: Kind, detail: string, members: Readonly<Record<string, unknown>> = {}): Problem {
  const { status, title } = kinds[kind]
  // Our own members last: an extra one must not replace the status.
  return { status, headers: {}, body: { ...members, type: `/problems/${kind}`, title, status, detail } }
}

/** Errors that Koa's and co-body's `http-errors` throw for what the client sent, such as malformed JSON. */
function requestFault(error: unknown): Problem | undefined {
  const status = isCompressionError(error) ? 400 : statusOf(error)
  if (status === undefined || status < 400 || status > 499) return undefined
  if (status === 403) return documentOf('forbidden', 'This is not allowed')
  if (status === 404) return documentOf('not-found', 'There is no such page')
  if (status === 413) return documentOf('too-large', 'The body is too large')
  const errors: readonly FieldError[] = [{ path: '', message: 'Must be well-formed JSON.' }]
  const members = error instanceof SyntaxError ? { errors } : {}
  const problem = documentOf('validation', 'The request could not be read', members)
  return { ...problem, status, body: { ...problem.body, status } }
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined
  return typeof error.status === 'number' ? error.status : undefined
}

/** A body with a broken `Content-Encoding`. */
function isCompressionError(error: unknown): boolean {
  return codeOf(error)?.startsWith('Z_') === true
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
