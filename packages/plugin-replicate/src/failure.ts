import type { ImageFailure } from '@parlor/plugin-kit'

/**
 * Why a prediction failed, by its error text. What is not known counts as passing: core tries three times more, each
 * with a prediction of its own, and runs that fail are not charged on official models.
 */
export function failureOf(error: unknown): { readonly code: ImageFailure; readonly message: string } {
  const text = typeof error === 'string' ? error : JSON.stringify(error ?? '')
  const code = kinds.find(([pattern]) => pattern.test(text))?.[1] ?? 'transient'
  // Error texts may quote a prompt: only Replicate's own codes, such as E005, are handed on
  const named = /\bE\d{3,4}\b/.exec(text)?.[0]
  return { code, message: `Replicate failed the prediction${named === undefined ? '' : ` (${named})`}` }
}

const kinds: readonly (readonly [RegExp, ImageFailure])[] = [
  [
    /\bE005\b|sensitive|nsfw|content.polic|usage polic|moderat|prohibited|safety.(filter|system|checker)|image_safety/i,
    'safety',
  ],
  [/cuda|out of memory|\boom\b|interrupted|\bE1001\b|timed? ?out|unavailable|overloaded/i, 'transient'],
  [/validation|invalid|unsupported|not a valid|must be|cannot identify image/i, 'invalid'],
]

/** What an answer other than 2xx says of a request that was certainly not taken; undefined where nobody knows. */
export function refusalOf(status: number): ImageFailure | undefined {
  if (status === 429) return 'throttled'
  if (status === 402) return 'quota'
  if (status === 401 || status === 403) return 'auth'
  // A time-out of the request, and whatever a gateway says, may come after Replicate took it
  return status === 408 || status >= 500 || status < 400 ? undefined : 'invalid'
}

/**
 * How long Replicate asked to be left alone: the header `Retry-After` (seconds or a date), or its own words, "Your
 * rate limit resets in ~30s". The longer of the two.
 */
export function retryAfterMs(
  header: string | undefined,
  detail: string,
  now = Date.now(),
): number | undefined {
  const seconds = Number(header ?? NaN)
  const dated = header === undefined ? NaN : Date.parse(header) - now
  const said = /resets in ~?(\d+(?:\.\d+)?)\s*(ms|s|m)\b/.exec(detail)
  const unit = { ms: 1, s: 1000, m: 60_000 }[said?.[2] ?? 's'] ?? 1000
  const waits = [seconds * 1000, Number.isNaN(seconds) ? dated : NaN, Number(said?.[1] ?? NaN) * unit]
  const known = waits.filter((wait) => !Number.isNaN(wait))
  return known.length === 0 ? undefined : Math.max(0, ...known)
}
