export type ErrorCode =
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

/** One wrong field: `path` as the client sent it (`appearance`, `looks.0.id`), the message for a person. */
export type FieldError = { readonly path: string; readonly message: string }

export type ErrorOptions = {
  readonly cause?: unknown
  /** For `validation`: each field that was wrong. */
  readonly errors?: readonly FieldError[]
  /** Members added to the problem document, such as the tiers of `payment-required`. */
  readonly extra?: Readonly<Record<string, unknown>>
  /** For `rate-limited`, `cooling-down` and `unavailable`: when to try again. */
  readonly retryAfterSeconds?: number
}

/**
 * An expected failure. Anything else that is thrown is a bug and is reported as one.
 *
 * The message says what was wrong with which thing; it holds no secret and no text of a user.
 */
export class PlatformError extends Error {
  readonly code: ErrorCode
  readonly errors: readonly FieldError[]
  readonly extra: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'PlatformError'
    this.code = code
    this.errors = options.errors ?? []
    this.extra = options.extra ?? {}
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}
