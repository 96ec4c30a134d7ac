import { z } from 'zod'
import { PlatformError } from './platform-error.ts'
import { defaultPrompt } from './conversation/default-prompt.ts'
import { claimSeconds } from './database/claims.ts'
import { heartbeatMs } from './http/event-stream.ts'
import { sweepSeconds } from './job/sweep.ts'
import { defaultNotice } from './safety/disclosure.ts'
import { strikeSettings } from './safety/strike-rules.ts'
import { watermarkSettings } from './photo/watermark.ts'
import { s3Settings } from './storage/s3-settings.ts'

/** What `createPlatform` needs to know besides its plugins. The environment is read by the deployment, not here. */
const platformSettings = z.object({
  name: z.string().min(1).default('Parlor'),
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }),
  /** Bus and queue for several processes. Without it there is one process, its queue in PostgreSQL. */
  redisUrl: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// address' }).optional(),
  /** Where people reach it, without a slash at the end. */
  publicUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .transform((url) => url.replace(/\/+$/, '')),
  secret: z.string().min(32, 'must have at least 32 characters'),
  /** Folder for pictures, unless there is `s3`, and, outside production, for the development certificate. */
  dataFolder: z.string().min(1),
  isProduction: z.boolean().default(false),
  /** The content of `tiers.yaml`, its name for error messages, and where it is looked at for changes. */
  tiers: z.object({ text: z.string(), fileName: z.string(), path: z.string().min(1).optional() }),
  termsVersion: z.string().min(1),
  /** The companion's template, its name for error messages, and how much of a conversation stands in a prompt. */
  prompt: z
    .object({
      text: z.string().default(defaultPrompt),
      fileName: z.string().default('the built-in prompt'),
      /** About; the newest whole turns. What is older is remembered as a summary. */
      historyTokens: z.int().min(500).max(200_000).default(6000),
    })
    .prefault({}),
  /**
   * The notice that one talks with an AI: at the first message, and at the next one when so much time has passed.
   * `elsewhere`, said aloud: the page around the chat tells it, as often as the law wants it.
   */
  disclosure: z
    .union([
      z.literal('elsewhere'),
      z.object({
        everyMinutes: z.int().min(1).max(1440).default(180),
        text: z.string().trim().min(1).max(500).default(defaultNotice),
      }),
    ])
    .prefault({}),
  /** A bucket for pictures. Without `credentials` they are those of the machine's role. */
  s3: s3Settings.optional(),
  /** The operator's certificate chain, key and trust anchor, PEM. Without it a development chain is made. */
  c2pa: z.object({ chainPem: z.string(), privateKeyPem: z.string(), anchorPem: z.string() }).optional(),
  watermark: watermarkSettings.prefault({}),
  /** A start without a moderator for pictures needs `off`, said aloud. */
  imageModeration: z.enum(['required', 'off']).default('required'),
  /** When refused requests pause or lock an account's pictures. */
  strikes: strikeSettings.prefault({}),
  /** Folders served to browsers. */
  statics: z
    .array(
      z.object({
        prefix: z.string(),
        folder: z.string(),
        index: z.string().default('index.html'),
        spa: z.boolean().default(false),
      }),
    )
    .default([]),
  trustProxy: z.boolean().default(false),
  /**
   * With each heartbeat an event stream looks for what came without a wake-up, and with each fourth whether its
   * session still stands.
   */
  stream: z.object({ heartbeatMs: z.int().min(10).max(60_000).default(heartbeatMs) }).prefault({}),
  /**
   * What a process that died had in hand is free when its claims have run out and the sweeper has come by: with
   * less, a process that is merely slow may lose its work; with more, people wait longer after a crash.
   */
  recovery: z
    .object({
      claimSeconds: z.int().min(3).max(300).default(claimSeconds),
      sweepSeconds: z.int().min(1).max(300).default(sweepSeconds),
    })
    .prefault({}),
})

export type PlatformSettings = z.input<typeof platformSettings>

/** As they are once they have been checked. */
export type Settings = z.output<typeof platformSettings>

/** Throws `validation` with every wrong field at once. */
export function checkSettings(input: PlatformSettings): Settings {
  const result = platformSettings.safeParse(input)
  if (result.success) return result.data
  const problems = problemsOf(result.error.issues)
  throw new PlatformError('validation', `The settings are not right:\n  ${problems.join('\n  ')}`)
}

/** One line each, with the field's path. Of a choice of forms the one that came furthest tells what is wrong. */
function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  within: readonly PropertyKey[] = [],
): readonly string[] {
  return issues.flatMap((issue) => {
    const path = [...within, ...issue.path]
    const inner =
      issue.code === 'invalid_union'
        ? issue.errors.find((form) => form.some(({ path }) => path.length > 0))
        : undefined
    return inner === undefined ? [`${path.join('.')}: ${issue.message}`] : problemsOf(inner, path)
  })
}
