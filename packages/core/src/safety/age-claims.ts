import { minimumAge } from './adult-age.ts'
import type { Grammar } from './lexicon/grammar.ts'
import { numeralsIn, type Numeral } from './numerals.ts'
import type { Phrases } from './phrases.ts'
import type { Token } from './tokens.ts'

/** What is taken as the age of somebody of whom no age is stated, where a text makes them younger by some years. */
const usualAge = 30

/** Whether one language finds somebody below the minimum age in the numbers of a text. */
export function statesMinor(tokens: readonly Token[], grammar: Grammar, now: Date): boolean {
  const numerals = numeralsIn(tokens, grammar)
  if (numerals.length === 0) return false
  const view: View = { tokens, grammar, numerals }
  return numerals.some(
    (numeral) => isYoungAge(view, numeral) || isLateBirth(view, numeral, now) || isTurnedBack(view, numeral),
  )
}

type View = {
  readonly tokens: readonly Token[]
  readonly grammar: Grammar
  readonly numerals: readonly Numeral[]
}

function isYoungAge(view: View, numeral: Numeral): boolean {
  const { grammar } = view
  const { value } = numeral
  if (after(view, numeral, grammar.months) > 0) return value < minimumAge * 12
  const below = endsBefore(view, numeral.first, grammar.below) !== undefined
  if (below && value <= minimumAge && value >= 1 && (isEnd(view, numeral) || isAge(view, numeral)))
    return true
  if (value < 1 || value >= minimumAge) return false
  return isAge(view, numeral) || isGrade(view, numeral) || isLed(view, numeral) || isBare(view, numeral)
}

/** "17 years old", and "17 years" where it is no duration. */
function isAge(view: View, numeral: Numeral): boolean {
  const { grammar } = view
  const unit = after(view, numeral, grammar.units)
  if (unit > 0) return !isThing(view, grammar.isSpaced ? numeral.last + 1 + unit : numeral.last + 1)
  const years = after(view, numeral, grammar.years)
  if (years === 0) return false
  const next = numeral.last + 1 + years
  if (grammar.yearsMustEnd && !isEndAt(view, next)) return false
  const isDuration = [1, 2, 3].some(
    (back) =>
      isSame(view, numeral.first - back, numeral.first) &&
      grammar.during.at(view.tokens, numeral.first - back) > 0,
  )
  return !isDuration && !isFollowed(view, next, grammar.lasting) && !isThing(view, next)
}

function isThing({ tokens, grammar }: View, index: number): boolean {
  if (!grammar.isSpaced) return grammar.things.at(tokens, index) > 0
  return [0, 1].some(
    (further) => tokens[index]?.isFirst === false && grammar.things.at(tokens, index + further) > 0,
  )
}

function isGrade(view: View, numeral: Numeral): boolean {
  const { grammar, tokens } = view
  if (numeral.value > 13)
    return isFollowed(view, numeral.last + 1, grammar.gradesAfter) && numeral.value < minimumAge
  const isOne =
    after(view, numeral, grammar.gradesAfter) > 0 ||
    endsBefore(view, numeral.first, grammar.gradesBefore) !== undefined
  return isOne && !nearEducator(tokens, numeral.first, grammar)
}

/** Whether a word for somebody who teaches stands within a few words in the same part of the text. */
export function nearEducator(tokens: readonly Token[], index: number, grammar: Grammar): boolean {
  for (let at = Math.max(0, index - 5); at <= Math.min(tokens.length - 1, index + 5); at++) {
    if (grammar.educators.at(tokens, at) > 0) return true
  }
  return false
}

/** "looks about 15", where the phrase ends with the number: "looks 15 minutes late" is none. */
function isLed(view: View, numeral: Numeral): boolean {
  const { grammar } = view
  if (!isEnd(view, numeral)) return false
  let first = numeral.first
  for (let fillers = 0; fillers < 4; fillers++) {
    if (endsBefore(view, first, grammar.leads) !== undefined) return true
    const filler = endsBefore(view, first, grammar.fillers)
    const hint = endsBefore(view, first, grammar.hints)
    if (hint !== undefined && numeral.value >= 10) return true
    const next = filler ?? hint
    if (next === undefined) return false
    first = next
  }
  return false
}

/** "red hair, 17" */
function isBare(view: View, numeral: Numeral): boolean {
  const { tokens } = view
  const { value, first, last, isWord } = numeral
  if (!Number.isInteger(value) || value < (isWord ? 13 : 10)) return false
  return tokens[first]?.isFirst === true && (tokens[last + 1]?.isFirst ?? true)
}

/** A year of birth after which nobody has turned 20 for certain. */
function isLateBirth(view: View, numeral: Numeral, now: Date): boolean {
  const { tokens, grammar } = view
  const year = yearOf(numeral, tokens, now)
  if (year === undefined || year <= now.getUTCFullYear() - minimumAge - 1) return false
  if (after(view, numeral, grammar.bornAfter) > 0) return true
  for (let back = 1; back <= 8 && numeral.first - back >= 0; back++) {
    const at = numeral.first - back
    if (grammar.isSpaced ? grammar.born.at(tokens, at) > 0 : grammar.born.at(tokens, at) > 0 && back === 1)
      return true
  }
  return false
}

function yearOf({ value, first, isWord }: Numeral, tokens: readonly Token[], now: Date): number | undefined {
  if (isWord || !Number.isInteger(value)) return undefined
  if (value >= 1900 && value <= now.getUTCFullYear() + 1) return value
  const isShort = tokens[first]?.gap.endsWith("'") === true || /^0\d$/.test(tokens[first]?.text ?? '')
  return isShort && value <= now.getUTCFullYear() % 100 ? 2000 + value : undefined
}

/** "15 years younger", of an age that the text states. */
function isTurnedBack(view: View, numeral: Numeral): boolean {
  const { tokens, grammar, numerals } = view
  const younger = after(view, numeral, grammar.younger)
  const ago = younger > 0 ? 0 : after(view, numeral, grammar.ago)
  if (younger + ago === 0) return false
  if (ago > 0 && !hasSelf(view, numeral)) return false
  const stated = numerals.filter(
    (other) =>
      other.value >= minimumAge &&
      other.value <= 99 &&
      (isAge(view, other) ||
        endsBefore(view, other.first, grammar.leads) !== undefined ||
        tokens[other.first - 1]?.text === 'than'),
  )
  const age = stated.length === 0 ? usualAge : Math.min(...stated.map((other) => other.value))
  return age - numeral.value < minimumAge
}

function hasSelf({ tokens, grammar }: View, numeral: Numeral): boolean {
  for (let at = numeral.first - 1; at >= Math.max(0, numeral.first - 8); at--) {
    if (grammar.selves.at(tokens, at) > 0) return true
  }
  return false
}

function after({ tokens }: View, numeral: Numeral, phrases: Phrases): number {
  const next = tokens[numeral.last + 1]
  return next === undefined || next.isFirst ? 0 : phrases.at(tokens, numeral.last + 1)
}

function isFollowed({ tokens }: View, index: number, phrases: Phrases): boolean {
  return tokens[index]?.isFirst === false && phrases.at(tokens, index) > 0
}

/** Where a phrase begins that ends right before a token. */
function endsBefore({ tokens }: View, index: number, phrases: Phrases): number | undefined {
  for (let back = 1; back <= 5 && index - back >= 0; back++) {
    // "age: 17" is one phrase, "my age. 17" is none, and both end something
    if (tokens[index - back + 1]?.isFirst === true && !/^[:\s]*$/.test(tokens[index - back + 1]?.gap ?? ''))
      return undefined
    if (phrases.at(tokens, index - back) === back) return index - back
  }
  return undefined
}

/** No break between two places. */
function isSame({ tokens }: View, from: number, to: number): boolean {
  if (from < 0) return false
  for (let at = from + 1; at <= to; at++) if (tokens[at]?.isFirst === true) return false
  return true
}

function isEnd(view: View, { last }: Numeral): boolean {
  return isEndAt(view, last + 1)
}

function isEndAt({ tokens, grammar }: View, index: number): boolean {
  const next = tokens[index]
  if (next === undefined || next.isFirst || grammar.goesOn.at(tokens, index) > 0) return true
  // "17-18" and "17/18" end with the second
  return next.value !== undefined && next.value >= 1 && next.value < 99 && /^\s*[-/]\s*$/.test(next.gap)
}
