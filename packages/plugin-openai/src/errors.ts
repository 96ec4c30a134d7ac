export type ModelErrorCode = 'auth' | 'throttled' | 'invalid' | 'unavailable'

/**
 * Why a chat model gave no whole answer.
 *
 * `auth`: the key or the account is refused. `throttled`: too many requests or no quota left.
 * `invalid`: the endpoint refuses this request, and would again. `unavailable`: everything else, also
 * an answer that was cut off. The message never quotes what a person, the model or the endpoint wrote.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly code: ModelErrorCode
  /** How long the endpoint asked us to wait, when it did. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: ModelErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }
}
