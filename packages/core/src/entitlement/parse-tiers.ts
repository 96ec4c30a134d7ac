import type { z } from 'zod'
import { PlatformError } from '../platform-error.ts'
import { checkTiers } from './check-tiers.ts'
import { minorUnits } from './price.ts'
import { meantKey, wordsFor, wordsForKey } from './tiers-words.ts'
import { tiersFile, type TiersFile } from './tiers-schema.ts'
import type { Price, Tier, Tiers } from './tiers.ts'
import { openYaml, type Place, type Problem, type YamlFile } from './yaml-file.ts'

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
  const broken = placesOf(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffd]/g, text) // eslint-disable-line no-control-regex
  if (broken.length > 0)
    throw invalid(
      fileName,
      broken.map((place) => ({ ...place, words: 'a character that is none: save the file as UTF-8' })),
    )
  const file = openYaml(text)
  const problems = [...file.problems]
  if (file.value === undefined) throw invalid(fileName, problems)

  const value = file.value ?? {}
  const result = tiersFile(toolFeatures).safeParse(value)
  const issues = flat(result.error?.issues ?? [], value)
  const misspelt = misspeltKeys(issues, toolFeatures)
  for (const issue of issues) {
    // It is there, by another name.
    if (misspelt.has(issue.path.join('.')) && valueAt(value, issue.path) === undefined) continue
    problems.push(...problemsOf(issue, { file, value, toolFeatures }))
  }
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

function misspeltKeys(
  issues: readonly z.core.$ZodIssue[],
  toolFeatures: readonly string[] | 'any',
): ReadonlySet<string> {
  return new Set(
    issues.flatMap(({ path, ...issue }) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => [...path, meantKey(key, path, toolFeatures)].join('.'))
        : [],
    ),
  )
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

function placesOf(pattern: RegExp, text: string): readonly Place[] {
  return [...text.matchAll(pattern)].slice(0, 10).map(({ index }) => {
    const before = text.slice(0, index).split('\n')
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  })
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
