import { ChatModelError } from '@parlor/plugin-kit'
import type { ChatModelErrorCode } from '@parlor/plugin-kit'
import { z } from 'zod'

const label = z.union([z.string(), z.number()]).nullish().catch(null)
const details = z.object({
  code: label,
  type: label,
  // OpenRouter tells here for what an input was flagged
  metadata: z
    .object({ reasons: z.array(z.unknown()).optional() })
    .nullish()
    .catch(null),
})

/** The endpoint answers no more, or not at all, for reasons of safety. That is how an answer ends, not a failure. */
export class SafetyRefusal extends Error {
  override readonly name = 'SafetyRefusal'
}

/** The error for an answer whose status is not 200; `error` is the body's `error`, if it has one. */
export function statusFailure(
  status: number,
  error: unknown,
  retryAfterMs?: number,
): ChatModelError | SafetyRefusal {
  const { words, why, isFlagged } = readError(error)
  const message = `The model endpoint answered ${status}${why}`
  if (isFlagged) return new SafetyRefusal(message)
  const code = codeOfStatus(status, words)
  return new ChatModelError(code, `${message}${hint(code, status)}`, { retryAfterMs })
}

/** The error for an `error` object that came in the middle of a stream, where there is no status. */
export function streamFailure(error: unknown): ChatModelError | SafetyRefusal {
  const { words, why, isFlagged } = readError(error)
  const message = `The model endpoint reported an error in its answer${why}`
  if (isFlagged) return new SafetyRefusal(message)
  const status = words
    .split(' ')
    .map(Number)
    .find((number) => number >= 400)
  return new ChatModelError(status === undefined ? codeOfWords(words) : codeOfStatus(status, words), message)
}

/** Reads `retry-after-ms` and `retry-after`, which is a number of seconds or a date. */
export function retryAfter(headers: Readonly<Record<string, string | string[] | undefined>>) {
  const exact = Number(headers['retry-after-ms'] ?? NaN)
  if (exact >= 0) return exact
  const value = headers['retry-after']
  if (typeof value !== 'string') return undefined
  const seconds = Number(value)
  if (seconds >= 0) return seconds * 1000
  const waitMs = Date.parse(value) - Date.now()
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs)
}

/** What an operator may look at. */
function hint(code: ChatModelErrorCode, status: number): string {
  if (code === 'auth') return '. Are the API key and its account right?'
  if (code === 'quota') return '. Is the account paid up?'
  return status === 404 ? '. Are the base URL and the model right?' : ''
}

function codeOfStatus(status: number, words: string): ChatModelErrorCode {
  // OpenAI says 429 both to who is too fast and to who has no credit left; only the first passes by itself
  if (status === 402 || spent.test(words)) return 'quota'
  if (status === 401 || status === 403) return 'auth'
  if ([408, 409, 425, 429].includes(status) || status >= 500) return 'transient'
  return 'invalid'
}

function codeOfWords(words: string): ChatModelErrorCode {
  if (spent.test(words)) return 'quota'
  if (/authentication|permission|api_key/.test(words)) return 'auth'
  if (/invalid|context_length|not_found/.test(words)) return 'invalid'
  return 'transient'
}

const spent = /insufficient_(quota|credit|balance|funds)|billing/
const flagged = /content_filter|content_policy|policy_violation/

/**
 * What the operator may see of a foreign error: only words such as `model_not_found` and statuses.
 * Free text may quote a prompt or a key. A key has dashes, capitals or digits, and does not pass.
 */
function readError(error: unknown) {
  const { code, type, metadata } = details.safeParse(error).data ?? {}
  const words = [...new Set([type, code].map((value) => String(value ?? '')))].filter((word) =>
    /^([a-z]+(_[a-z]+){1,6}|[45]\d\d)$/.test(word),
  )
  return {
    words: words.join(' '),
    why: words.length === 0 ? '' : ` (${words.join(', ')})`,
    isFlagged: flagged.test(words.join(' ')) || metadata?.reasons !== undefined,
  }
}
