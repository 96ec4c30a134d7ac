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
  if (issue.code === 'invalid_type') return wrongType(key, input, { expected: issue.expected, example })
  const meant = typeof input === 'string' ? meantBy(key, input, issue) : undefined
  return meant === undefined ? issue.message : `${issue.message}; did you mean ${meant}?`
}

/** Words for a key that does not belong where it stands. */
export function wordsForKey(
  key: string,
  path: readonly PropertyKey[],
  toolFeatures: readonly string[] | 'any',
): string {
  const known = knownKeys(path, toolFeatures)
  const meant = nearest(key, known)
  if (meant !== undefined) return `is not known here; did you mean ${meant}?`
  const home = homeOf(key)
  if (home !== undefined) return `is not known here; it belongs ${home}`
  if (path.at(-1) === 'features') return `is not known here: no tool of a plugin asks for it`
  return `is not known here; there is ${known.join(', ')}`
}

function wrongType(
  key: string,
  input: unknown,
  { expected, example }: { readonly expected: string; readonly example: string | undefined },
): string {
  if (key === 'amount') return 'must be a text such as "14.99", so that no digit is lost: put it in quotes'
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean'))
    return `must be a text: put it in quotes, "${input}"`
  if (expected === 'int' || expected === 'number') return 'must be a whole number'
  return example === undefined ? 'must be lines of key and value' : `must be like ${example}`
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
  if (key === 'id') return slug(text) || undefined
  const values = issue.code === 'invalid_value' ? issue.values : []
  return nearest(text, values.map(String))
}

function slug(text: string): string {
  const words = text.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return words.replace(/^[^a-z]+|-+$/g, '').slice(0, 40)
}

function homeOf(key: string): string | undefined {
  const among = (names: readonly string[]) => names.includes(key)
  if (among(coreFeatureNames)) return 'under features'
  if (among(priceKeys)) return 'under price'
  if (among(['graceDays', 'everyone', 'tiers'])) return 'at the top of the file'
  if (key === 'days') return 'under trial'
  return among(tierKeys) ? 'in a tier' : undefined
}

/** The one that was probably meant: case and hyphens aside, no more than a third of it is wrong. */
function nearest(word: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replace(/[_\- ]/g, '')
  const ranked = known
    .map((name) => ({ name, wrong: distance(plain(word), plain(name)) }))
    .sort((one, other) => one.wrong - other.wrong)
  const [best] = ranked
  if (best === undefined) return undefined
  const isStem = plain(word).startsWith(plain(best.name)) && best.name.length > 2
  return isStem || best.wrong <= Math.max(1, Math.floor(plain(best.name).length / 3)) ? best.name : undefined
}
