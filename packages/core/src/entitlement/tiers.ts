import type { Offer } from '@parlor/plugin-kit'
import { z } from 'zod'
import { PlatformError } from '../platform-error.ts'
import { openYaml, type YamlFile } from './yaml-file.ts'

const id = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens')

const limited = z.strictObject({
  limit: z.int('must be a whole number').min(1, 'must be 1 or more'),
  per: z.enum(['day', 'month'], 'must be day or month'),
})

const knownFeatures = {
  chat: z.literal(true, 'must be true where it is named').optional(),
  photos: limited.optional(),
  paintAgain: limited.optional(),
}
const coreFeatures = z.strictObject(knownFeatures)

const tierFields = {
  id,
  name: z.string().min(1).max(40),
  description: z.string().max(200).default(''),
  price: z.strictObject({
    amount: z.string('must be a text such as "14.99", so that no digit is lost'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code such as USD'),
    interval: z.enum(['day', 'week', 'month', 'year']),
  }),
}

function tiersFile(toolFeatures: readonly string[] | 'any') {
  const features = featuresWith(toolFeatures)
  return z.strictObject({
    graceDays: z.int('must be a whole number').min(0, 'must be 0 or more').max(60).default(7),
    everyone: z.strictObject({ features }).default({ features: {} }),
    tiers: z.array(z.strictObject({ ...tierFields, features })).min(1, 'must hold one tier at least'),
  })
}

/** Features of tools have limits and nothing else; their names are known once the plugins are. */
function featuresWith(toolFeatures: readonly string[] | 'any'): typeof coreFeatures {
  const features =
    toolFeatures === 'any'
      ? z.object(knownFeatures).catchall(limited)
      : z.strictObject({
          ...Object.fromEntries(toolFeatures.map((name) => [name, limited.optional()])),
          ...knownFeatures,
        })
  return features as unknown as typeof coreFeatures // read by name through `limitOf`
}

export type Limit = z.infer<typeof limited>
/** Those of the core by their names; those of tools by `limitOf`. */
export type Features = z.infer<typeof coreFeatures>
type TierEntry = z.infer<ReturnType<typeof tiersFile>>['tiers'][number]
export type Tier = Omit<TierEntry, 'price'> & { readonly price: Price }
/** `amount` in the currency's minor units: 1499 with exponent 2 is 14.99. */
export type Price = {
  readonly amount: number
  readonly currency: string
  readonly exponent: number
  readonly interval: 'day' | 'week' | 'month' | 'year'
}
export type Tiers = {
  /** How long a failed payment may take until nothing is open any more. */
  readonly graceDays: number
  readonly everyone: Features
  readonly tiers: readonly Tier[]
}

/** The tier that a price buys, by its id. */
export function tierOf(tiers: Tiers, price: string): Tier | undefined {
  return tiers.tiers.find((tier) => tier.id === price)
}

/** How much of a feature there is: `true` without a limit, undefined when it is missing. */
export function limitOf(features: Features, feature: string): Limit | true | undefined {
  if (!Object.hasOwn(features, feature)) return undefined
  return (features as Readonly<Record<string, Limit | true | undefined>>)[feature]
}

/** Features in the file that core does not know: tools of plugins have to ask for them. */
export function otherFeatures({ everyone, tiers }: Tiers): readonly string[] {
  const named = [everyone, ...tiers.map((tier) => tier.features)].flatMap((features) => Object.keys(features))
  return [...new Set(named)].filter((name) => !Object.hasOwn(knownFeatures, name))
}

/**
 * Reads `tiers.yaml`. Throws `validation` with every problem at once, each with line and column.
 *
 * `toolFeatures` names what tools of plugins ask for; `any` takes every name, as long as it is not known.
 */
export function parseTiers(
  text: string,
  fileName = 'tiers.yaml',
  { toolFeatures = [] }: { readonly toolFeatures?: readonly string[] | 'any' } = {},
): Tiers {
  const file = openYaml(text, fileName)
  if (file.problems.length > 0) throw invalid(fileName, file.problems)

  const result = tiersFile(toolFeatures).safeParse(file.value ?? {}, { error: tiersMessage })
  if (!result.success) {
    throw invalid(
      fileName,
      result.error.issues.flatMap((issue) => problemsOf(issue, file)),
    )
  }
  const problems: string[] = []
  const tiers: Tier[] = []
  for (const [index, entry] of result.data.tiers.entries()) {
    const price = priceOf(entry.price)
    if (typeof price === 'string')
      problems.push(`${file.at(['tiers', index, 'price', 'amount'])} tiers.${index}.price.${price}`)
    else tiers.push({ ...entry, price })
    if (result.data.tiers.findIndex((other) => other.id === entry.id) !== index) {
      problems.push(`${file.at(['tiers', index, 'id'])} tiers.${index}.id: ${entry.id} stands twice`)
    }
  }
  if (problems.length > 0) throw invalid(fileName, problems)
  return { graceDays: result.data.graceDays, everyone: result.data.everyone.features, tiers }
}

/** A tier as a billing plugin is told of it. */
export function offerFor({ id, name, description, price }: Tier): Offer {
  return {
    price: id,
    name,
    description,
    amount: { micros: price.amount * 10 ** (6 - price.exponent), currency: price.currency },
    interval: price.interval,
  }
}

/** What is sold, as everybody may see it: the paywall, `GET /v1/tiers` and each refusal for want of payment. */
export function offerOf(tiers: Tiers) {
  return tiers.tiers.map(({ id, name, description, price, features }) => ({
    id,
    name,
    description,
    price,
    features: Object.entries(features).map(([feature, limit]) => ({
      id: feature,
      ...(limit === true ? {} : limit),
    })),
  }))
}

function invalid(fileName: string, problems: readonly string[]): PlatformError {
  return new PlatformError('validation', `${fileName} is not valid:\n  ${problems.join('\n  ')}`, {
    errors: problems.map((message) => ({ path: fileName, message })),
  })
}

/** A key that is not known stands on its own line, not on its parent's. */
function problemsOf(issue: z.core.$ZodIssue, file: YamlFile): readonly string[] {
  if (issue.code !== 'unrecognized_keys')
    return [`${file.at(issue.path)} ${[...issue.path, ''].join('.').slice(0, -1)}: ${issue.message}`]
  return issue.keys.map(
    (key) => `${file.atKey(issue.path, key)} ${[...issue.path, key].join('.')}: is not known here`,
  )
}

function tiersMessage(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'is missing'
  return undefined
}

/** Checked against the platform's own CLDR data. A text tells what is wrong with which field. */
function priceOf(price: TierEntry['price']): Price | string {
  const { currency } = price
  if (!Intl.supportedValuesOf('currency').includes(currency))
    return `currency: ${currency} is no currency that is in use`
  const exponent =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  const match = /^(\d+)(?:\.(\d+))?$/.exec(price.amount)
  if (match === null) return 'amount: must be a price such as "14.99", without sign, letters or spaces'
  const [, whole = '', decimals = ''] = match
  if (decimals.length > exponent)
    return `amount: must be a price in ${currency} with ${exponent === 0 ? 'no' : `at most ${exponent}`} decimals`
  if (whole.length > 7) return 'amount: must be less than 10,000,000'
  const amount = Number(`${whole}${decimals.padEnd(exponent, '0')}`)
  return amount === 0 ? 'amount: must be more than 0' : { ...price, amount, exponent }
}
