import { distance } from 'fastest-levenshtein'
import type { z } from 'zod'
import { coreFeatureNames, knownKeys, priceKeys, tierKeys } from './tiers-schema.ts'

/*
 * What is said of a mistake in `tiers.yaml`: what a right value looks like, and what was probably meant.
 */

/** By the last key of a path: what may stand there. */
const examples: Readonly<Record<string, string>> = {
  tiers: '- id: companion',
  everyone: '{ features: { paintAgain: { limit: 5, per: day } } }',
  id: 'companion',
  name: 'Companion',
  price: '{ amount: "14.99", currency: USD, interval: month }',
  amount: '"14.99"',
  currency: 'USD',
  interval: 'month',
  lookupKey: 'companion_monthly',
  features: '{ chat: true, photos: { limit: 60, per: month } }',
  limit: '60',
  per: 'month',
  trial: '{ days: 7 }',
  days: '7',
  legacy: '[basic]',
}

/** Words for an issue of zod's with a path of the file, where those of the schema do not say enough. */
export function wordsFor(issue: z.core.$ZodIssue, input: unknown): string {
  const key = String(issue.path.at(-1) ?? '')
  const example = exampleOf(issue.path)
  const forExample = example === undefined ? '' : `; for example ${example}`
  if (input === undefined) return `is missing${forExample}`
  if (input === null) return `is empty${forExample}`
  if (issue.code === 'invalid_type') {
    const keys = knownKeys(issue.path, [])
    return wrongType(key, input, { expected: issue.expected, example, keys })
  }
  const meant = typeof input === 'string' ? meantBy(key, input, issue) : undefined
  return meant === undefined ? issue.message : `${issue.message}; did you mean ${meant}?`
}

/** The key that was probably meant by another one. */
export function meantKey(
  key: string,
  path: readonly PropertyKey[],
  toolFeatures: readonly string[] | 'any',
): string | undefined {
  return nearest(key, knownKeys(path, toolFeatures))
}

/** Words for a key that does not belong where it stands. */
export function wordsForKey(
  key: string,
  path: readonly PropertyKey[],
  toolFeatures: readonly string[] | 'any',
): string {
  const known = knownKeys(path, toolFeatures)
  if (known.includes(key)) return 'needs amount, currency and interval together; or a lookup key stands alone'
  const meant = meantKey(key, path, toolFeatures)
  if (meant !== undefined) return `is not known here; did you mean ${meant}?`
  const home = homeOf(key)
  if (home !== undefined) return `is not known here; it belongs ${home}`
  if (path.at(-1) === 'features') return `is not known here: no tool of a plugin asks for it`
  return `is not known here; there is ${known.join(', ')}`
}

function wrongType(
  key: string,
  input: unknown,
  {
    expected,
    example,
    keys,
  }: { readonly expected: string; readonly example: string | undefined; readonly keys: readonly string[] },
): string {
  if (key === 'amount') return 'must be a text such as "14.99", so that no digit is lost: put it in quotes'
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean'))
    return `must be a text: put it in quotes, "${input}"`
  if (expected === 'string') return 'must be a text'
  if (expected === 'int' || expected === 'number')
    return typeof input === 'string' && /^\d+$/.test(input)
      ? 'must be a whole number: without quotes'
      : 'must be a whole number'
  return example === undefined
    ? `must be lines of key and value: ${keys.join(', ')}`
    : `must be like ${example}`
}

/** A feature may have any name, so that it is known by where it stands. */
function exampleOf(path: readonly PropertyKey[]): string | undefined {
  const [around, last] = path.slice(-2)
  if (path.length > 1 && around === 'features') return last === 'chat' ? 'true' : '{ limit: 60, per: month }'
  return examples[String(path.at(-1) ?? '')]
}

function meantBy(key: string, input: string, issue: z.core.$ZodIssue): string | undefined {
  const text = input.trim()
  if (key === 'currency') return /^[a-z]{3}$/i.test(text) ? text.toUpperCase() : undefined
  if (key === 'amount') return /^\d+,\d+$/.test(text) ? `"${text.replace(',', '.')}"` : undefined
  if (key === 'id') return text.length > 40 ? undefined : slug(text) || undefined
  const values = issue.code === 'invalid_value' ? issue.values : []
  return nearest(text, values.map(String))
}

function slug(text: string): string {
  const words = text.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return words.replace(/^[^a-z]+|-+$/g, '')
}

function homeOf(key: string): string | undefined {
  const among = (names: readonly string[]) => names.includes(key)
  if (among(coreFeatureNames)) return 'under features'
  if (among(priceKeys)) return 'under price'
  if (among(['graceDays', 'everyone', 'tiers'])) return 'at the top of the file'
  if (key === 'days') return 'under trial'
  return among(tierKeys) ? 'in a tier' : undefined
}

/** The one that was probably meant: case and hyphens aside, about a third of it may be wrong. */
function nearest(word: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[_\- ]/g, '')
  const ranked = known
    .map((name) => ({ name, wrong: distance(plain(word), plain(name)) }))
    .sort((one, other) => one.wrong - other.wrong)
  const [best] = ranked
  if (best === undefined) return undefined
  const { length } = plain(best.name)
  const isStem = plain(word).startsWith(plain(best.name)) && length > 2
  // Two letters that changed places are two mistakes.
  const most = length < 4 ? 1 : Math.max(2, Math.floor(length / 3))
  return isStem || best.wrong <= most ? best.name : undefined
}
