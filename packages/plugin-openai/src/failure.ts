import { z } from 'zod'
import { ModelError } from './errors.ts'
import type { ModelErrorCode } from './errors.ts'

const label = z.union([z.string(), z.number()]).nullish().catch(null)
const details = z.object({ code: label, type: label })

/** The error for an answer whose status is not 200; `error` is the body's `error`, if it has one. */
export function statusFailure(status: number, error: unknown, retryAfterMs?: number): ModelError {
  const words = identifiers(error)
  const why = words.length === 0 ? '' : ` (${words.join(', ')})`
  return new ModelError(codeOfStatus(status), `The model endpoint answered ${status}${why}${hint(status)}`, {
    retryAfterMs,
  })
}

/** The error for an `error` object that came in the middle of a stream, where there is no status. */
export function streamFailure(error: unknown): ModelError {
  const words = identifiers(error)
  const status = words.map(Number).find((number) => number >= 400 && number < 600)
  const code = status === undefined ? codeOfWords(words.join(' ')) : codeOfStatus(status)
  const why = words.length === 0 ? '' : ` (${words.join(', ')})`
  return new ModelError(code, `The model endpoint reported an error in its answer${why}`)
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
function hint(status: number): string {
  if (codeOfStatus(status) === 'auth') return '. Are the API key and its account right?'
  return status === 404 ? '. Are the base URL and the model right?' : ''
}

function codeOfStatus(status: number): ModelErrorCode {
  // 402 is an account without credit: like a refused key it needs the operator, not another try
  if (status === 401 || status === 402 || status === 403) return 'auth'
  if (status === 429) return 'throttled'
  if (status === 408 || status >= 500) return 'unavailable'
  return 'invalid'
}

function codeOfWords(words: string): ModelErrorCode {
  if (/rate_limit|quota/.test(words)) return 'throttled'
  if (/authentication|permission|api_key/.test(words)) return 'auth'
  if (/invalid|context_length|not_found/.test(words)) return 'invalid'
  return 'unavailable'
}

/**
 * What the operator may see of a foreign error: only words such as `model_not_found` and statuses.
 * Free text may quote a prompt or a key. A key has dashes, capitals or digits, and does not pass.
 */
function identifiers(error: unknown): string[] {
  const result = details.safeParse(error)
  if (!result.success) return []
  const found = [result.data.type, result.data.code].map((value) => String(value ?? ''))
  return [...new Set(found)].filter((word) => /^([a-z]+(_[a-z]+){1,6}|[45]\d\d)$/.test(word))
}
