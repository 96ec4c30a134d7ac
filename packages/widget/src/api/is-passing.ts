import { ApiError } from './api-error.ts'

/** A failure that may be gone when the same is asked again in a while. */
export function isPassing(cause: unknown): boolean {
  return cause instanceof ApiError && passing.has(cause.code)
}

const passing: ReadonlySet<string> = new Set(['offline', 'unavailable', 'rate-limited', 'unexpected'])
