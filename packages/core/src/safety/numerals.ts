import { distance } from 'fastest-levenshtein'
import type { Grammar } from './lexicon/grammar.ts'
import type { Token } from './tokens.ts'

/** A number among tokens, in digits or in words, of which it may take several. */
export type Numeral = {
  readonly value: number
  readonly first: number
  readonly last: number
  readonly isWord: boolean
}

/** The numbers of a text, with the number words of one language. */
export function numeralsIn(tokens: readonly Token[], grammar: Grammar): readonly Numeral[] {
  const numerals: Numeral[] = []
  for (let index = 0; index < tokens.length; index++) {
    const numeral = digits(tokens, index) ?? words(tokens, index, grammar)
    if (numeral === undefined) continue
    numerals.push(numeral)
    index = numeral.last
  }
  return numerals
}

function digits(tokens: readonly Token[], index: number): Numeral | undefined {
  const value = tokens[index]?.value
  return value === undefined ? undefined : { value, first: index, last: index, isWord: false }
}

/** "dix-sept" before "dix"; tens and what is added to them as one: "trente-cinq", "treinta y cinco". */
function words(tokens: readonly Token[], index: number, grammar: Grammar): Numeral | undefined {
  const base = word(tokens, index, grammar)
  if (base === undefined) return undefined
  const added = addition(tokens, base, grammar)
  if (added === undefined) return base
  return { ...base, value: base.value + added.value, last: added.last }
}

function word(tokens: readonly Token[], index: number, { numbers }: Grammar): Numeral | undefined {
  const token = tokens[index]
  if (token === undefined || numbers.size === 0) return undefined
  const next = tokens[index + 1]
  const both = next === undefined || next.isFirst ? undefined : numbers.get(`${token.text} ${next.text}`)
  if (both !== undefined) return { value: both, first: index, last: index + 1, isWord: true }
  const value = numbers.get(token.text) ?? misspelled(token.text, numbers)
  return value === undefined ? undefined : { value, first: index, last: index, isWord: true }
}

/** "ninteen": one slip in a long word. */
function misspelled(text: string, numbers: ReadonlyMap<string, number>): number | undefined {
  if (text.length < 6 || !/^[a-zа-я]+$/.test(text)) return undefined
  for (const [written, value] of numbers) {
    const isNear = written.length > 6 && Math.abs(written.length - text.length) < 2 && written[0] === text[0]
    if (isNear && value > 10 && value < 20 && distance(written, text) === 1) return value
  }
  return undefined
}

function addition(tokens: readonly Token[], base: Numeral, grammar: Grammar): Numeral | undefined {
  const after = base.last + 1
  const next = tokens[after]
  if (next === undefined || next.isFirst) return undefined
  if (base.value < 20) return reversed(next, after, grammar)
  const place = grammar.and.includes(next.text) ? after + 1 : after
  const added = base.value >= 100 ? words(tokens, place, grammar) : word(tokens, place, grammar)
  return added !== undefined && added.value < roomBeside(base.value) ? added : undefined
}

/** What may be added: soixante-dix-sept and quatre-vingt-dix-sept add up to 19 to their tens. */
function roomBeside(tens: number): number {
  if (tens >= 100) return 100
  return tens === 60 || tens === 80 ? 20 : 10
}

/** In Arabic the ones come first: "five and-thirty". */
function reversed(next: Token, index: number, grammar: Grammar): Numeral | undefined {
  if (grammar.language !== 'ar') return undefined
  const isTens = /^و(?:عشر|ثلاث|اربع|خمس|ست|سبع|ثمان|تسع)(?:ون|ين)$/.test(next.text)
  return isTens ? { value: 20, first: index, last: index, isWord: true } : undefined
}
