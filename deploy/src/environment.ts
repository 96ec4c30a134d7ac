import { existsSync, readFileSync } from 'node:fs'
import { PlatformError } from '@parlor/core'
import { z } from 'zod'

const flag = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true')
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port from 1 to 65535')
  .transform(Number)
  .pipe(z.int().min(1).max(65_535))
const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
/** A path of a PEM file, or the PEM text itself. */
const pem = z
  .string()
  .transform((value) => (value.includes('-----BEGIN') ? value : readFileSync(value, 'utf8')))

/** Every variable that this deployment reads. `.env.example` explains them; a test compares the two. */
export const environmentSchema = z.object({
  NODE_ENV: z.string().optional(),
  HOST: z.string().min(1).optional(),
  PORT: port.default(4000),
  PUBLIC_URL: webAddress.optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }).optional(),
  PARLOR_DATA: z.string().min(1).default('.parlor'),
  PARLOR_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  PARLOR_SANDBOX: flag.optional(),
  PARLOR_TRUST_PROXY: flag.optional(),
  OPENAI_BASE_URL: webAddress.optional(),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_MODEL: z.string().min(1).optional(),
  C2PA_CHAIN: pem.optional(),
  C2PA_KEY: pem.optional(),
  C2PA_ANCHOR: pem.optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
})

export type Environment = z.output<typeof environmentSchema>

/**
 * Reads and checks the environment, with `.env` in the working folder below it. `NAME_FILE` gives a value by
 * the path of a file, for secrets. Throws `validation` with every wrong variable at once.
 */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const problems: string[] = []
  const values: Record<string, string> = {}
  for (const name of Object.keys(environmentSchema.shape)) {
    const file = variables[`${name}_FILE`]
    const value = file === undefined || file === '' ? variables[name] : fileContent(name, file, problems)
    // An empty line in .env means: not set.
    if (value !== undefined && value !== '') values[name] = value
  }
  const result = environmentSchema.safeParse(values)
  for (const issue of result.error?.issues ?? []) problems.push(`${issue.path.join('.')}: ${issue.message}`)
  if (!result.success || problems.length > 0) {
    throw new PlatformError('validation', `The environment is not right:\n  ${problems.join('\n  ')}`)
  }
  return result.data
}

function fileContent(name: string, file: string, problems: string[]): string | undefined {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  problems.push(`${name}_FILE: there is no file ${file}`)
  return undefined
}
