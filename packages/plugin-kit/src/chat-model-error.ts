export type ChatModelErrorCode = 'transient' | 'auth' | 'invalid' | 'quota' | 'timeout' | 'interrupted'

/**
 * Why a chat model gave no whole answer.
 *
 * | code | what happened | what helps |
 * |---|---|---|
 * | `transient` | busy, down or not reached, after the plugin's own tries | the same again, later |
 * | `auth` | key or account are refused | the operator |
 * | `invalid` | this request is refused, and would be again; or what answers is no chat model | a developer |
 * | `quota` | what was paid for is used up | the operator |
 * | `timeout` | no first token, silence between tokens, or too long in all | the same again, later |
 * | `interrupted` | the answer broke off after its first part: what was streamed is incomplete | the same again |
 *
 * A refusal for safety is no error but a `finish` with the reason `safety`. The message is for the operator's log:
 * it never quotes a key, or what a person, the model or the endpoint wrote.
 */
export class ChatModelError extends Error {
  override readonly name = 'ChatModelError'
  readonly code: ChatModelErrorCode
  /** How long the endpoint asked to be left alone, when it did. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: ChatModelErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }
}

/** Knows a `ChatModelError` by its name: a plugin may bring a copy of this package that is not core's. */
export function isChatModelError(error: unknown): error is ChatModelError {
  return error instanceof Error && error.name === 'ChatModelError'
}
