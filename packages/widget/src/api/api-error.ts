import type { Tier } from './shapes.ts'

/** The codes of HTTP version 1, `offline` when no answer came, `unexpected` for an answer that is not ours. */
export type ApiErrorCode =
  | 'validation'
  | 'unauthenticated'
  | 'forbidden'
  | 'adult-required'
  | 'cooling-down'
  | 'payment-required'
  | 'payment-declined'
  | 'not-found'
  | 'conflict'
  | 'id-reused'
  | 'too-large'
  | 'rate-limited'
  | 'unavailable'
  | 'offline'
  | 'unexpected'

export type ApiErrorFields = {
  readonly code: ApiErrorCode
  /** 0 when no answer came. */
  readonly status: number
  /** For a person; may be shown as it is. */
  readonly detail: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
  readonly tiers?: readonly Tier[]
  readonly retryAfterSeconds?: number
  /** Of `payment-required`: there was some of it, and there will be again at `until`. */
  readonly usedUp?: boolean
  /** Of `payment-required` and `cooling-down`. */
  readonly until?: string
}

/** A request that did not succeed, with the fields of the server's problem document. */
export class ApiError extends Error {
  readonly code: ApiErrorCode
  readonly status: number
  readonly detail: string
  readonly errors: readonly { readonly path: string; readonly message: string }[]
  readonly tiers: readonly Tier[] | undefined
  readonly retryAfterSeconds: number | undefined
  readonly usedUp: boolean
  readonly until: string | undefined

  constructor(fields: ApiErrorFields, options?: ErrorOptions) {
    super(`${fields.code}: ${fields.detail}`, options)
    this.name = 'ApiError'
    this.code = fields.code
    this.status = fields.status
    this.detail = fields.detail
    this.errors = fields.errors ?? []
    this.tiers = fields.tiers
    this.retryAfterSeconds = fields.retryAfterSeconds
    this.usedUp = fields.usedUp ?? false
    this.until = fields.until
  }
}

const codeByStatus: Readonly<Record<number, ApiErrorCode>> = {
  401: 'unauthenticated',
  402: 'payment-required',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  413: 'too-large',
  422: 'validation',
  429: 'rate-limited',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
}

const knownCodes: ReadonlySet<string> = new Set<ApiErrorCode>([
  'validation',
  'unauthenticated',
  'forbidden',
  'adult-required',
  'cooling-down',
  'payment-required',
  'payment-declined',
  'not-found',
  'conflict',
  'id-reused',
  'too-large',
  'rate-limited',
  'unavailable',
])

/** Reads a problem document; an answer of a proxy that is none still becomes the nearest code. */
export async function problemOf(response: Response): Promise<ApiError> {
  const problem = await readProblem(response)
  const named = typeof problem.type === 'string' ? (problem.type.split('/').at(-1) ?? '') : ''
  const code = knownCodes.has(named) ? (named as ApiErrorCode) : codeByStatus[response.status]
  const retryAfter = problem.retryAfterSeconds ?? Number(response.headers.get('retry-after') ?? Number.NaN)
  return new ApiError({
    code: code ?? 'unexpected',
    status: response.status,
    detail: problem.detail ?? problem.title ?? response.statusText,
    ...(problem.errors ? { errors: problem.errors } : {}),
    ...(problem.tiers ? { tiers: problem.tiers } : {}),
    ...(problem.usedUp ? { usedUp: true } : {}),
    ...(problem.until ? { until: problem.until } : {}),
    ...(Number.isFinite(retryAfter) ? { retryAfterSeconds: retryAfter } : {}),
  })
}

type Problem = Partial<Omit<ApiErrorFields, 'code' | 'status'>> & {
  readonly type?: string
  readonly title?: string
}

async function readProblem(response: Response): Promise<Problem> {
  if (!(response.headers.get('content-type') ?? '').includes('json')) return {}
  try {
    const body: unknown = await response.json()
    // our own server is trusted for the shape of its problems, not for there being one
    return typeof body === 'object' && body !== null ? (body as Problem) : {}
  } catch {
    return {} // cut off or not JSON: the status alone still says what to do
  }
}
