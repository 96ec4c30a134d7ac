import { createPhrases, type Fit, type Phrases } from '../phrases.ts'
import { fold, withoutAccents } from '../fold.ts'
import type { Lexicon } from './lexicon.ts'

/** A lexicon made ready to be found in tokens, with its accents or without. */
export type Grammar = {
  readonly language: string
  readonly minors: Phrases
  readonly harmless: Phrases
  /** For scripts without spaces: what is cut out of a token. */
  readonly cut: readonly string[]
  readonly schools: Phrases
  readonly educators: Phrases
  readonly numbers: ReadonlyMap<string, number>
  readonly and: readonly string[]
  readonly yearsMustEnd: boolean
  readonly isSpaced: boolean
} & Record<AgePart, Phrases>

const ageParts = [
  'units', 'years', 'months', 'during', 'lasting', 'things', 'hints', 'leads', 'fillers', 'goesOn', 'below', 'born', 'bornAfter',
  'gradesBefore', 'gradesAfter', 'younger', 'ago', 'selves',
] as const // prettier-ignore
export type AgePart = (typeof ageParts)[number]

/** Of scripts without spaces: what stands before a number is at a token's end, and what follows at its start. */
const before: ReadonlySet<string> = new Set([
  'leads',
  'hints',
  'below',
  'born',
  'fillers',
  'gradesBefore',
  'during',
])

export function createGrammar(lexicon: Lexicon, { accents }: { readonly accents: boolean }): Grammar {
  const isSpaced = lexicon.spaces !== 'none'
  const form = (text: string) => (accents ? fold(text) : withoutAccents(fold(text)))
  const list = (text = '') =>
    phrasesIn(form(text)).flatMap(lexicon.language === 'ar' ? withPrefixes : (phrase) => [phrase])
  const phrases = (text: string | undefined, inScript: Fit) =>
    createPhrases(list(text), isSpaced ? 'word' : inScript)
  const years = accents ? `${lexicon.years ?? ''}, ${lexicon.yearsAccented ?? ''}` : lexicon.years
  const parts = ageParts.map(
    (part) => [part, phrases(part === 'years' ? years : lexicon[part], fitOf(part))] as const,
  )
  return {
    language: lexicon.language,
    minors: phrases(accents ? `${lexicon.minors}, ${lexicon.accented ?? ''}` : lexicon.minors, 'inside'),
    harmless: phrases(isSpaced ? lexicon.harmless : '', 'inside'),
    cut: isSpaced ? [] : list(lexicon.harmless),
    schools: phrases(lexicon.schools, 'inside'),
    educators: phrases(lexicon.educators, 'inside'),
    numbers: numbersIn(form(lexicon.numbers ?? '')),
    and: list(lexicon.and),
    yearsMustEnd: lexicon.yearsMustEnd === true,
    isSpaced,
    ...(Object.fromEntries(parts) as Record<AgePart, Phrases>),
  }
}

/** A grade's sign is a token of its own: 高1, 고2, but 最高 and -고 end other words. */
function fitOf(part: AgePart): Fit {
  if (part === 'gradesBefore') return 'word'
  return before.has(part) ? 'end' : 'start'
}

/** The phrases of a list with commas. */
export function phrasesIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((phrase) => phrase.trim().replace(/[\s'-]+/g, ' '))
    .filter((phrase) => phrase !== '')
}

function numbersIn(text: string): ReadonlyMap<string, number> {
  return new Map(
    phrasesIn(text).map((entry) => {
      const [word = '', value = ''] = entry.split('=')
      return [word, Number(value)]
    }),
  )
}

/** Arabic writes the article, "and", "like", "with" and "for" as one word with what follows. */
function withPrefixes(phrase: string): readonly string[] {
  if (phrase.includes('=')) return [phrase]
  return ['', 'ال', 'و', 'ك', 'ب', 'وال', 'كال', 'بال', 'لل'].map((prefix) => prefix + phrase)
}
