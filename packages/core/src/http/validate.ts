import type { z } from 'zod'
import { PlatformError, type FieldError } from '../platform-error.ts'
import { friendlyMessage } from './friendly-message.ts'

/** One part of a request with the schema it has to fit. */
export type Part = { readonly schema: z.ZodType | undefined; readonly value: unknown }

/** Checks all parts and throws one `validation` that names every wrong field, or returns what was parsed. */
export function validate(parts: readonly Part[]): readonly unknown[] {
  const checked = parts.map(check)
  const errors = checked.flatMap((part) => part.errors)
  if (errors.length > 0) throw new PlatformError('validation', 'Some fields are not valid', { errors })
  return checked.map((part) => part.value)
}

function check({ schema, value }: Part): { readonly value: unknown; readonly errors: readonly FieldError[] } {
  if (schema === undefined) return { value, errors: [] }
  const result = schema.safeParse(value, { error: friendlyMessage })
  if (!result.success) return { value: undefined, errors: result.error.issues.flatMap(fieldErrors) }
  return { value: result.data, errors: unstorable(result.data, '') }
}

function fieldErrors(issue: z.core.$ZodIssue): readonly FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: issue.message }))
  }
  return [{ path: issue.path.join('.'), message: sentence(issue.message) }]
}

/** A schema's own words ("must be 20 or more") stand beside a field as a sentence. */
function sentence(words: string): string {
  const text = words.charAt(0).toUpperCase() + words.slice(1)
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/**
 * Texts that PostgreSQL cannot keep: NUL, and half of a surrogate pair. They fit every schema, so they are
 * looked for here, after it, where the shape is known to be sane.
 */
function unstorable(value: unknown, path: string): readonly FieldError[] {
  if (typeof value === 'string') {
    const isFine = !value.includes('\0') && isWellFormed(value)
    return isFine ? [] : [{ path, message: 'Contains characters that cannot be kept.' }]
  }
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, entry]) =>
    unstorable(entry, path === '' ? key : `${path}.${key}`),
  )
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}
