import { z } from 'zod'

/** A whole number in a query string; `z.coerce.number()` would take `''` for 0 and `1e3` for 1000. */
export function queryInteger(range: { readonly min: number; readonly max: number }) {
  return z
    .string({ error: 'Must be a whole number.' })
    .regex(/^-?\d{1,15}$/, 'Must be a whole number.')
    .transform(Number)
    .pipe(z.int().min(range.min).max(range.max))
}
