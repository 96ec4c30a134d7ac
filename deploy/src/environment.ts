import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { PlatformError } from '@parlor/core'
import { z } from 'zod'

const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true')
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port from 1 to 65535')
  .transform(Number)
  .refine((number) => number >= 1 && number <= 65_535, 'must be a port from 1 to 65535')
const price = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'must be a price for a million tokens, such as 0.25')
  .transform(Number)
const categories = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(
    z.array(
      z
        .string()
        .regex(/^[a-z-]+(\/[a-z-]+)?$/, 'must be names of categories with commas between, such as sexual')
        // Here too, so that the variable is named and not a plugin's field.
        .refine((name) => name !== 'sexual/minors', 'sexual/minors can never be allowed'),
    ),
  )
const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
/** A path of a PEM file, or the PEM text itself. */
const pem = z.string().transform((value, context) => {
  if (value.includes('-----BEGIN')) return value
  try {
    return readFileSync(value, 'utf8')
  } catch (error) {
    context.addIssue({ code: 'custom', message: cannotRead(value, error) })
    return z.NEVER
  }
})

/** Every variable that this deployment reads. `.env.example` explains them; a test compares the two. */
export const environmentSchema = z.object({
  NODE_ENV: z
    .enum(['development', 'test', 'production'], 'must be development, test or production')
    .optional(),
  HOST: z.string().min(1).optional(),
  PORT: port.default(4000),
  PUBLIC_URL: webAddress.optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// address' }).optional(),
  PARLOR_DATA: z.string().min(1).default('.parlor'),
  PARLOR_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  PARLOR_SANDBOX: flag.optional(),
  PARLOR_TRUST_PROXY: flag.optional(),
  PARLOR_TIERS: z.string().min(1).optional(),
  PARLOR_BILLING: z.enum(['manual'], 'must be manual, or not set').optional(),
  OPENAI_BASE_URL: webAddress.optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_MODEL: z.string().min(1).optional(),
  OPENAI_PRICE_INPUT: price.optional(),
  OPENAI_PRICE_OUTPUT: price.optional(),
  /** true, false or the name of a moderation model. */
  OPENAI_MODERATION: z.string().min(1).optional(),
  /** Categories that count as nothing, with commas between them. */
  OPENAI_MODERATION_ALLOW: categories.optional(),
  /** The folder in which nsfwjs was installed: then it judges pictures. */
  NSFWJS_FOLDER: z.string().min(1).optional(),
  REPLICATE_API_TOKEN: z.string().min(1).optional(),
  REPLICATE_MODEL: z.string().min(1).optional(),
  REPLICATE_WEBHOOK_SECRET: z.string().min(1).optional(),
  REPLICATE_PRICE: z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be the price of a picture, such as 0.04')
    .transform(Number)
    .optional(),
  REPLICATE_UNFILTERED: flag.optional(),
  STRIPE_SECRET_KEY: z.string().min(1).optional(),
  /** Several, with commas between them, while one takes the other's place. */
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .transform((secrets) => secrets.filter((secret) => secret !== ''))
    .optional(),
  STRIPE_AUTOMATIC_TAX: flag.optional(),
  STRIPE_PROMOTION_CODES: flag.optional(),
  STRIPE_TEST_CLOCK: z.string().min(1).optional(),
  S3_BUCKET: z.string().min(1).optional(),
  S3_REGION: z.string().min(1).optional(),
  S3_ENDPOINT: webAddress.optional(),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  S3_FORCE_PATH_STYLE: flag.optional(),
  C2PA_CHAIN: pem.optional(),
  C2PA_KEY: pem.optional(),
  C2PA_ANCHOR: pem.optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent')
    .optional(),
})

export type Environment = z.output<typeof environmentSchema>

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Reads and checks the environment, with a file such as `.env` below it. `NAME_FILE` gives a value by the path
 * of a file, for secrets. An empty variable is one that is not set.
 *
 * Throws `validation` with all that is wrong at once.
 */
export function readEnvironment(variables: Variables, dotenv?: string): Environment {
  const problems: string[] = []
  const lines = dotenv === undefined ? {} : readDotenv(dotenv, problems)
  const names = Object.keys(environmentSchema.shape)
  const set = (name: string) => variables[name] || lines[name] || undefined
  const values: Record<string, string> = {}
  for (const name of names) {
    const file = set(`${name}_FILE`)
    const value = file === undefined ? set(name) : readSecret(name, file, problems)
    if (value !== undefined) values[name] = value
  }
  const result = environmentSchema.safeParse(values)
  for (const issue of result.error?.issues ?? []) problems.push(`${issue.path.join('.')}: ${issue.message}`)
  if (!result.success || problems.length > 0) {
    throw new PlatformError('validation', `The environment is not right:\n  ${problems.join('\n  ')}`)
  }
  return result.data
}

/** Names in the file that nobody reads: a slip of the pen, or another program's. */
export function unknownNames(dotenv: string): readonly string[] {
  const known = Object.keys(environmentSchema.shape)
  return Object.keys(readDotenv(dotenv, [])).filter((name) => !known.includes(name.replace(/_FILE$/, '')))
}

function readDotenv(path: string, problems: string[]): Variables {
  try {
    return parseEnv(readFileSync(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      problems.push(`${path}: ${cannotRead(path, error)}`)
    return {}
  }
}

function readSecret(name: string, file: string, problems: string[]): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    problems.push(`${name}_FILE: ${cannotRead(file, error)}`)
    return undefined
  }
}

function cannotRead(path: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'error'
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: `there is no file ${path}`,
    EISDIR: `${path} is a folder`,
    EACCES: `${path} may not be read`,
  }
  return reasons[code] ?? `${path} cannot be read (${code})`
}
