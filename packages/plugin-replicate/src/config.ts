import { z } from 'zod'
import { models, type ModelShape } from './models.ts'

const headerValue = /^[\x21-\x7e]+$/
const ownFields = /^(prompt|seed|aspect_ratio|width|height|safety_tolerance|disable_safety_checker)$/

const reference = z.object({
  field: z.string().min(1),
  form: z.enum(['string', 'array']),
  max: z.int().min(1).max(20).default(1),
})

const size = z.discriminatedUnion('by', [
  z.object({
    by: z.enum(['custom', 'pixels']),
    multipleOf: z.int().min(1).default(32),
    min: z.int().min(1).default(256),
    max: z.int().min(1).default(2048),
  }),
  z.object({
    by: z.literal('aspect-ratio'),
    ratios: z.array(z.string().regex(/^[1-9]\d?:[1-9]\d?$/, 'must be a ratio such as 4:5')).min(1),
  }),
  z.object({ by: z.literal('none') }),
])

const safety = z.discriminatedUnion('by', [
  z.object({ by: z.literal('disable_safety_checker') }),
  z.object({ by: z.literal('safety_tolerance'), min: z.int(), max: z.int() }),
  z.object({ by: z.literal('provider') }),
])

/** As Replicate gives it: base64 after a prefix. */
export const signingSecret = z
  .string()
  .trim()
  .regex(/^whsec_[A-Za-z0-9+/]+=*$/, 'must begin with whsec_')

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be a code such as USD')
  .default('USD')

/** Everything that can be told to the plugin. The README explains it. */
export const config = z
  .object({
    token: z.string().trim().regex(headerValue, 'must be one line of ASCII characters'),
    model: z
      .string()
      .regex(/^[\w.-]+\/[\w.-]+(:[0-9a-f]{64})?$/, 'must be owner/name, or owner/name:version')
      .default('black-forest-labs/flux-2-pro'),
    reference: z.union([reference, z.literal(false)]).optional(),
    size: size.optional(),
    seed: z.boolean().optional(),
    safety: safety.optional(),
    input: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    safetyTolerance: z.int().optional(),
    unfiltered: z.boolean().default(false),
    webhookSecret: signingSecret.optional(),
    price: z
      .union([
        z.object({ perImage: z.number().nonnegative(), currency }),
        z.object({ perSecond: z.number().nonnegative(), currency }),
      ])
      .optional(),
    timeouts: z
      .object({
        connectMs: z.int().positive().default(5_000),
        startMs: z.int().positive().default(30_000),
        totalMs: z.int().min(10_000).default(300_000),
      })
      .prefault({}),
    baseUrl: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .default('https://api.replicate.com/v1'),
  })
  .transform(({ model, reference, size, seed, safety, input, ...rest }, context) => {
    const [name = model, version] = model.split(':')
    const known = models[name]
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (known === undefined && reference === undefined)
      wrong('reference', `is needed: ${name} is not known here. false for a model that takes no pictures`)
    const base = known ?? {
      reference: false,
      size: { by: 'none' },
      seed: false,
      safety: { by: 'provider' },
      input: {},
    }
    const shape: ModelShape = {
      ...base,
      reference: reference ?? base.reference,
      size: size ?? base.size,
      seed: seed ?? base.seed,
      safety: safety ?? base.safety,
      input: { ...base.input, ...input },
    }
    for (const field of Object.keys(input)) {
      if (ownFields.test(field) || (shape.reference !== false && field === shape.reference.field))
        wrong('input', `may not hold ${field}, which has a setting of its own`)
    }
    if (rest.unfiltered && shape.safety.by !== 'disable_safety_checker')
      wrong('unfiltered', `is not possible: the filter of ${name} cannot be switched off`)
    const { safetyTolerance } = rest
    if (safetyTolerance !== undefined) {
      if (shape.safety.by !== 'safety_tolerance')
        wrong('safetyTolerance', `is not possible: ${name} has no such field`)
      else if (safetyTolerance < shape.safety.min || safetyTolerance > shape.safety.max)
        wrong('safetyTolerance', `must be from ${shape.safety.min} to ${shape.safety.max}`)
    }
    return { ...rest, name, version: version ?? known?.version, shape }
  })

export type Config = z.output<typeof config>
