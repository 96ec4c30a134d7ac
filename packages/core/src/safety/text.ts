import { z } from 'zod'

/** Characters that look like nothing: format characters, blanks of all kinds, and the fillers of Hangul and Braille. */
const invisible = /[\p{Cf}\p{Cc}\p{Z}\s\u115F\u1160\u2800\u3164\uFFA0]/gu

/** Whether nothing of a text can be seen. */
export function isBlank(text: string): boolean {
  return text.replace(invisible, '') === ''
}

/**
 * Text of one line, trimmed, with something to see in it and nothing that steers how it is shown. Markup stays
 * text: nothing here is ever parsed as HTML.
 */
export function line(max: number) {
  return z
    .string()
    .meta({ minLength: 1, maxLength: max })
    .transform((text) => text.normalize('NFC').replace(/\s+/g, ' ').trim())
    .pipe(
      z
        .string()
        .refine((text) => !isBlank(text), 'must not be empty')
        .max(max, `must have at most ${max} characters`)
        // Cc: control characters. The others turn the direction of what is written after them.
        .regex(/^[^\p{Cc}\u202A-\u202E\u2066-\u2069]*$/u, 'must not hold control characters'),
    )
}
