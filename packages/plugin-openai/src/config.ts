import { z } from 'zod'

// What a header cannot carry is refused here, by name: later it would be an error that quotes the value
const headerValue = /^[\t\x20-\x7e]*$/

const ms = (value: number) => z.int().positive().default(value)

const stages = ['message', 'answer', 'prompt', 'avatar', 'image'] as const

const moderation = z.object({
  model: z.string().min(1).default('omni-moderation-latest'),
  stages: z
    .array(z.enum(stages))
    .min(1)
    .default([...stages]),
  allow: z
    .array(z.string().refine((name) => name !== 'sexual/minors', 'can never be allowed: sexual/minors'))
    .default([]),
})

/** Everything that can be told to the plugin. The README explains it. */
export const config = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .default('https://api.openai.com/v1'),
  apiKey: z.string().trim().regex(headerValue, 'must be one line of ASCII characters'),
  model: z.string().min(1),
  headers: z
    .record(z.string().regex(/^[\w-]+$/, 'must be the name of a header'), z.string().regex(headerValue))
    .default({}),
  temperature: z.number().min(0).max(2).optional(),
  maxTokensField: z.enum(['max_tokens', 'max_completion_tokens']).optional(),
  price: z
    .object({
      input: z.number().nonnegative(),
      output: z.number().nonnegative(),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, 'must be a code such as USD')
        .default('USD'),
    })
    .optional(),
  timeouts: z
    .object({
      connectMs: ms(5_000),
      firstTokenMs: ms(30_000),
      idleMs: ms(20_000),
      totalMs: ms(120_000),
    })
    .prefault({}),
  retry: z
    .object({
      tries: z.int().min(1).max(10).default(4),
      baseMs: ms(500),
      budgetMs: ms(10_000),
    })
    .prefault({}),
  moderation: z
    .union([z.boolean(), moderation])
    .transform((value) => (value === true ? moderation.parse({}) : value || undefined))
    .optional(),
})
