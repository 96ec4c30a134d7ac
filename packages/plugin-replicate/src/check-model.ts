import { z } from 'zod'
import type { Api } from './api.ts'
import type { Config } from './config.ts'
import { modelInput } from './model-input.ts'

const field = z.looseObject({
  type: z.string().optional(),
  /** How newer models write that a field may be null. */
  anyOf: z.array(z.looseObject({ type: z.string().optional() })).optional(),
  enum: z.array(z.unknown()).optional(),
  allOf: z.array(z.looseObject({ $ref: z.string().optional() })).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
})
const inputSchema = z.object({
  properties: z.record(z.string(), field),
  required: z.array(z.string()).optional(),
})
const openapi = z.object({
  components: z.object({
    schemas: z.looseObject({ Input: inputSchema }).and(z.record(z.string(), z.unknown())),
  }),
})
const modelAnswer = z.object({
  is_official: z.boolean().optional(),
  latest_version: z.object({ id: z.string(), openapi_schema: z.unknown() }).nullish(),
})
const versionAnswer = z.object({ openapi_schema: z.unknown() })

type Checked = Pick<Config, 'name' | 'version' | 'shape' | 'unfiltered' | 'safetyTolerance'>

/**
 * What of our requests the model would not understand, one line each, by the model's own schema. Replicate drops a
 * field that it does not know without a word, and with it the person's face.
 *
 * Throws when the schema cannot be had, or read.
 */
export async function checkModel(api: Api, config: Checked, signal: AbortSignal): Promise<readonly string[]> {
  const { name, version } = config
  const path = version === undefined ? `/models/${name}` : `/models/${name}/versions/${version}`
  const { status, body } = await api.get(path, signal)
  if (status === 404)
    return [`model: Replicate knows no ${name}${version === undefined ? '' : ':' + version}`]
  if (status === 401 || status === 403) return [`token: Replicate refuses it: status ${status}`]
  if (status !== 200) throw new Error(`status ${status}`)
  if (version !== undefined) return problemsWith(read(versionAnswer, body).openapi_schema, config)
  const { is_official: isOfficial, latest_version: latest } = read(modelAnswer, body)
  if (isOfficial === false)
    return [`model: ${name} is no official model and needs a version: ${name}:${latest?.id ?? '…'}`]
  return problemsWith(latest?.openapi_schema, config)
}

/** Without zod's list of what was wrong where: it is a screen long. */
function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const { data } = schema.safeParse(value)
  if (data === undefined) throw new Error('its schema is of another form')
  return data
}

function problemsWith(document: unknown, config: Checked): readonly string[] {
  const { schemas } = read(openapi, document).components
  const { properties, required = [] } = schemas.Input
  const sent = everythingSent(config)
  const { reference } = config.shape
  const problems = required
    .filter((name) => !Object.hasOwn(sent, name))
    .map((name) => `input: ${config.name} needs the field ${name}`)
  if (reference !== false && required.includes(reference.field))
    problems.push(`model: ${config.name} paints nobody without a picture, and a first one has none`)
  for (const [name, values] of Object.entries(sent)) {
    const known = properties[name]
    const setting = settingOf(name, config)
    if (known === undefined) {
      problems.push(`${setting}: ${config.name} has no field ${name}`)
      continue
    }
    if (reference !== false && name === reference.field) {
      const types = typesOf(known)
      const isArray = types.includes('array')
      if (types.length > 0 && isArray !== (reference.form === 'array'))
        problems.push(`${setting}: ${name} of ${config.name} is ${isArray ? 'an array' : 'a string'}`)
      continue
    }
    const choices = choicesOf(known, schemas)
    const wrong = values.filter((value) => choices?.includes(value) === false || isBeyond(value, known))
    if (wrong.length > 0)
      problems.push(`${setting}: ${name} of ${config.name} knows no ${wrong.map(String).join(', ')}`)
  }
  return problems
}

/** Each field that a request of ours can hold, with all that it can be where that is little. */
function everythingSent(config: Checked): Readonly<Record<string, readonly unknown[]>> {
  const { shape } = config
  const request = {
    prompt: 'a',
    references: [{ url: 'https://example.com/a.png' }],
    size: '1024x1280',
    seed: 1,
  }
  const sent = Object.entries(modelInput(config, request)).map(([name, value]) => [name, [value]] as const)
  return {
    ...Object.fromEntries(sent),
    ...(shape.size.by === 'aspect-ratio' ? { aspect_ratio: shape.size.ratios } : {}),
  }
}

/** The field of the plugin's config that an operator has to change. */
function settingOf(name: string, { shape }: Checked): string {
  if (shape.reference !== false && name === shape.reference.field) return 'reference'
  if (['aspect_ratio', 'width', 'height'].includes(name)) return 'size'
  if (name === 'disable_safety_checker') return 'unfiltered'
  if (name === 'safety_tolerance') return 'safetyTolerance'
  if (name === 'prompt') return 'model'
  return name === 'seed' ? 'seed' : 'input'
}

/** Empty where the model does not say. */
function typesOf({ type, anyOf = [] }: z.output<typeof field>): readonly string[] {
  return [type, ...anyOf.map((one) => one.type)].flatMap((one) => (one && one !== 'null' ? [one] : []))
}

function isBeyond(value: unknown, { minimum, maximum }: z.output<typeof field>): boolean {
  return typeof value === 'number' && (value < (minimum ?? value) || value > (maximum ?? value))
}

/** Replicate writes choices beside the field, or as a schema of their own that `allOf` points to. */
function choicesOf(
  known: z.output<typeof field>,
  schemas: Readonly<Record<string, unknown>>,
): readonly unknown[] | undefined {
  if (known.enum !== undefined) return known.enum
  const named = known.allOf?.[0]?.$ref?.split('/').at(-1)
  return named === undefined ? undefined : field.safeParse(schemas[named]).data?.enum
}
