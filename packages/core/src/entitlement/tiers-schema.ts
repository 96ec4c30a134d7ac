import { z } from 'zod'

/*
 * The shape of `tiers.yaml`. What stands in `describe` is what an editor shows; what a shape cannot say (a name that
 * stands twice, a currency that there is not) is in `check-tiers.ts`.
 */

/** More than anybody needs, and less than what a column of the database holds. */
const most = 1_000_000

const limited = z
  .strictObject({
    limit: z
      .int('must be a whole number')
      .min(1, 'must be 1 or more; without any, leave the feature out')
      .max(most, 'must be 1,000,000 or less')
      .describe('How many there are.'),
    per: z
      .enum(['day', 'month', 'period'], 'must be day, month or period')
      .describe('`day` and `month` by the calendar (UTC); `period` is what the subscriber pays for at once.'),
  })
  .describe('So many in each period; what failed is not counted.')

const knownFeatures = {
  chat: z
    .literal(true, 'must be true; a tier without it leaves the line out')
    .describe('Writing to the companion, without a limit.')
    .optional(),
  photos: limited.describe('Photos in the conversation.').optional(),
  paintAgain: limited.describe('New looks of the avatar before one is accepted, and after.').optional(),
}
const coreFeatures = z.strictObject(knownFeatures)

/** Features that core itself knows. */
export const coreFeatureNames: readonly string[] = Object.keys(knownFeatures)

/** A text of 1 to `length` characters in one line. */
const line = (length: number) =>
  z
    .string()
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'must be one line') // eslint-disable-line no-control-regex
    .regex(/\S/, 'must not be empty')
    .max(length, `must have at most ${length} characters`)

const lookupKey = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,199}$/,
    'must be letters, digits and _ . : - such as companion_monthly',
  )
  .describe('What the payment provider calls this price. Without it, it is the tier’s id.')

const priced = z
  .strictObject({
    amount: z
      .string('must be a text such as "14.99", so that no digit is lost')
      .regex(/^\d+(\.\d+)?$/, 'must be a price such as "14.99", without sign, letters or spaces')
      .describe('In quotes, such as "14.99".'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be a currency code such as USD')
      .describe('ISO 4217, such as USD.'),
    interval: z
      .enum(['day', 'week', 'month', 'year'], 'must be day, week, month or year')
      .describe('How often it is paid.'),
    lookupKey: lookupKey.optional(),
  })
  .describe('What it costs. `parlor tiers apply` makes the payment provider sell it so.')

const listed = z
  .strictObject({ lookupKey })
  .describe('A price that stands at the payment provider and is read from there.')

const tierFields = {
  id: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,39}$/,
      'must be lower-case letters, digits and hyphens, a letter first, 40 at most',
    )
    .describe('Its name for programs. Subscribers are known by it: it never changes without `legacy`.'),
  name: line(40).describe('Its name for people.'),
  description: z
    .string()
    .regex(/^[^\u0000-\u0009\u000b-\u001f\u007f]*$/, 'must be plain text') // eslint-disable-line no-control-regex
    .max(200, 'must have at most 200 characters')
    .default('')
    .describe('A sentence for the page where it is sold.'),
  price: z.union([priced, listed]),
  trial: z
    .strictObject({
      days: z
        .int('must be a whole number')
        .min(1, 'must be 1 or more; without a trial, leave it out')
        .max(730, 'must be 730 or less'),
    })
    .describe('So many days are free for a new subscriber.')
    .optional(),
  order: z
    .int('must be a whole number')
    .min(-1000, 'must be -1000 to 1000')
    .max(1000, 'must be -1000 to 1000')
    .default(0)
    .describe('Lower comes first; those that are equal stand as in this file.'),
  visibility: z
    .enum(['public', 'hidden'], 'must be public or hidden')
    .default('public')
    .describe('`hidden` is not sold: its subscribers keep it, and an operator can grant it.'),
  legacy: z
    .array(
      z
        .string('must be a text')
        .regex(/^\S{1,200}$/, 'must be the id or lookup key of an earlier tier, without spaces'),
      'must be a list such as [basic]',
    )
    .default([])
    .describe('Earlier ids and lookup keys whose subscribers have this tier now.'),
}

/** `toolFeatures` names what tools of plugins ask for; `any` takes every name, as long as they are not known. */
export function tiersFile(toolFeatures: readonly string[] | 'any') {
  const features = featuresWith(toolFeatures)
  return z.strictObject({
    graceDays: z
      .int('must be a whole number')
      .min(0, 'must be 0 or more')
      .max(60, 'must be 60 or less')
      .default(7)
      .describe('So many days all stays open after a payment that failed.'),
    everyone: z
      .strictObject({
        features: features.describe('Limits per `day` or `month`; nobody here has a billing period.'),
      })
      .default({ features: {} })
      .describe('What every account may do, paid or not.'),
    tiers: z
      .array(
        z.strictObject({ ...tierFields, features: features.describe('What its subscribers may do.') }),
        'must be a list: each tier begins with a hyphen',
      )
      .min(1, 'must hold one tier at least')
      .describe('What is sold.'),
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

export type TiersFile = z.output<ReturnType<typeof tiersFile>>
export type Limit = z.output<typeof limited>
/** Those of the core by their names; those of tools by `limitOf`. */
export type Features = z.output<typeof coreFeatures>

/** The keys that may stand in the map at `path`, for those who wrote another one. */
export function knownKeys(
  path: readonly PropertyKey[],
  toolFeatures: readonly string[] | 'any',
): readonly string[] {
  const last = path.at(-1)
  if (last === undefined) return ['graceDays', 'everyone', 'tiers']
  if (last === 'everyone') return ['features']
  if (last === 'features') return [...coreFeatureNames, ...(toolFeatures === 'any' ? [] : toolFeatures)]
  if (last === 'price') return priceKeys
  if (last === 'trial') return ['days']
  return typeof last === 'number' ? tierKeys : Object.keys(limited.shape)
}

export const tierKeys: readonly string[] = [...Object.keys(tierFields), 'features']
export const priceKeys: readonly string[] = Object.keys(priced.shape)

/** The file as JSON Schema, for editors. Features of tools may have any name here. */
export function tiersJsonSchema(): object {
  return {
    ...z.toJSONSchema(tiersFile('any'), { io: 'input' }),
    title: 'tiers.yaml of Parlor',
  }
}
