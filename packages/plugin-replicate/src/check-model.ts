import { z } from 'zod'
import type { Api } from './api.ts'
import type { Config } from './config.ts'
import { modelInput } from './model-input.ts'

const field = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  allOf: z.array(z.looseObject({ $ref: z.string().optional() })).optional(),
})
const openapi = z.object({
  components: z.object({
    schemas: z
      .looseObject({ Input: z.object({ properties: z.record(z.string(), field) }) })
      .and(z.record(z.string(), z.unknown())),
  }),
})
const modelAnswer = z.object({ latest_version: z.object({ openapi_schema: z.unknown() }).nullish() })
const versionAnswer = z.object({ openapi_schema: z.unknown() })

type Checked = Pick<Config, 'name' | 'version' | 'shape' | 'unfiltered' | 'safetyTolerance'>

/**
 * What of our requests the model would not understand, one line each, by the model's own schema. Replicate drops a
 * field that it does not know without a word, and with it the person's face.
 *
 * Throws when the schema cannot be had.
 */
export async function checkModel(api: Api, config: Checked, signal: AbortSignal): Promise<readonly string[]> {
  const { name, version } = config
  const path = version === undefined ? `/models/${name}` : `/models/${name}/versions/${version}`
  const { status, body } = await api.get(path, signal)
  if (status === 404)
    return [`model: Replicate knows no ${name}${version === undefined ? '' : ':' + version}`]
  if (status === 401 || status === 403) return [`token: Replicate refuses it: status ${status}`]
  if (status !== 200) throw new Error(`status ${status}`)
  const schema =
    version === undefined
      ? modelAnswer.parse(body).latest_version?.openapi_schema
      : versionAnswer.parse(body).openapi_schema
  return problemsWith(openapi.parse(schema).components.schemas, config)
}

function problemsWith(
  schemas: z.output<typeof openapi>['components']['schemas'],
  config: Checked,
): readonly string[] {
  const { properties } = schemas.Input
  const problems: string[] = []
  for (const [name, values] of Object.entries(everythingSent(config))) {
    const known = properties[name]
    const setting = settingOf(name, config)
    if (known === undefined) {
      problems.push(`${setting}: ${config.name} has no field ${name}`)
      continue
    }
    const reference = config.shape.reference
    if (reference !== false && name === reference.field) {
      const isArray = known.type === 'array'
      if (isArray !== (reference.form === 'array'))
        problems.push(`${setting}: ${name} of ${config.name} is ${isArray ? 'an array' : 'a string'}`)
      continue
    }
    const choices = choicesOf(known, schemas)
    const wrong = values.filter((value) => choices?.includes(value) === false)
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

/** Replicate writes choices beside the field, or as a schema of their own that `allOf` points to. */
function choicesOf(
  known: z.output<typeof field>,
  schemas: Readonly<Record<string, unknown>>,
): readonly unknown[] | undefined {
  if (known.enum !== undefined) return known.enum
  const named = known.allOf?.[0]?.$ref?.split('/').at(-1)
  return named === undefined ? undefined : field.safeParse(schemas[named]).data?.enum
}
