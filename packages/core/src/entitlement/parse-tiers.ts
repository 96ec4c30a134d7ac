import type { z } from 'zod'
import { PlatformError } from '../platform-error.ts'
import { checkTiers } from './check-tiers.ts'
import { minorUnits } from './price.ts'
import { wordsFor, wordsForKey } from './tiers-words.ts'
import { tiersFile, type TiersFile } from './tiers-schema.ts'
import type { Price, Tier, Tiers } from './tiers.ts'
import { openYaml, type Problem, type YamlFile } from './yaml-file.ts'

/** Far beyond any offer: what is longer is another file. */
const longest = 200_000

type Options = {
  /** Names what tools of plugins ask for; `any` takes every name, as long as they are not known. */
  readonly toolFeatures?: readonly string[] | 'any'
}

/**
 * Reads `tiers.yaml`. Throws `validation` with every problem at once, one line each: file, line, column, and what a
 * right value looks like.
 */
export function parseTiers(text: string, fileName = 'tiers.yaml', options: Options = {}): Tiers {
  const { toolFeatures = [] } = options
  if (text.length > longest)
    throw invalid(fileName, [{ line: 1, column: 1, words: 'is longer than 200,000 characters' }])
  const file = openYaml(text)
  const problems = [...file.problems]
  if (file.value === undefined) throw invalid(fileName, problems)

  const value = file.value ?? {}
  const result = tiersFile(toolFeatures).safeParse(value)
  for (const issue of flat(result.error?.issues ?? [], value))
    problems.push(...problemsOf(issue, { file, value, toolFeatures }))
  problems.push(...checkTiers(file))
  if (!result.success || problems.length > 0) throw invalid(fileName, problems)
  return tiersIn(result.data)
}

function tiersIn({ graceDays, everyone, tiers }: TiersFile): Tiers {
  // `sort` keeps what is equal in the file's order.
  const inOrder = [...tiers].sort((one, other) => one.order - other.order)
  return { graceDays, everyone: everyone.features, tiers: inOrder.map(tierIn) }
}

function tierIn({ id, name, description, price, features, ...entry }: TiersFile['tiers'][number]): Tier {
  return {
    id,
    name,
    description,
    price: 'amount' in price ? priceIn(price) : undefined,
    lookupKey: price.lookupKey,
    features,
    trialDays: entry.trial?.days,
    visibility: entry.visibility,
    legacy: entry.legacy,
    problem: undefined,
  }
}

function priceIn(price: Extract<TiersFile['tiers'][number]['price'], { amount: string }>): Price | undefined {
  const { currency, interval } = price
  const units = minorUnits(price.amount, currency)
  return 'wrong' in units ? undefined : { amount: units.amount, currency, exponent: units.exponent, interval }
}

/** Of the two forms of a price that one counts which was meant: only a lookup key, or more. */
function flat(issues: readonly z.core.$ZodIssue[], value: unknown): readonly z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return [issue]
    const given = valueAt(value, issue.path)
    const isListed = isMap(given) && Object.keys(given).every((key) => key === 'lookupKey')
    const form = (isListed && Object.keys(given).length > 0 ? issue.errors[1] : issue.errors[0]) ?? []
    return form.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
  })
}

/** A key that is not known stands on its own line, not on its parent's. */
function problemsOf(
  issue: z.core.$ZodIssue,
  source: {
    readonly file: YamlFile
    readonly value: unknown
    readonly toolFeatures: readonly string[] | 'any'
  },
): readonly Problem[] {
  const { file, value, toolFeatures } = source
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...file.atKey(issue.path, key),
      words: `${[...issue.path, key].join('.')}: ${wordsForKey(key, issue.path, toolFeatures)}`,
    }))
  }
  const words = wordsFor(issue, valueAt(value, issue.path))
  return [{ ...file.at(issue.path), words: `${issue.path.join('.') || 'the file'}: ${words}` }]
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (around, key) =>
      typeof around === 'object' && around !== null && Object.hasOwn(around, key)
        ? (around as Readonly<Record<PropertyKey, unknown>>)[key]
        : undefined,
    value,
  )
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(fileName: string, problems: readonly Problem[]): PlatformError {
  const inOrder = [...problems].sort((one, other) => one.line - other.line || one.column - other.column)
  const lines = inOrder.map(({ line, column, words }) => `${fileName}:${line}:${column} ${words}`)
  return new PlatformError('validation', `${fileName} is not valid:\n  ${lines.join('\n  ')}`, {
    errors: lines.map((message) => ({ path: fileName, message })),
  })
}
