import { nearEducator, statesMinor } from './age-claims.ts'
import { readingsOf, type Readings } from './disguise.ts'
import { createGrammar, type Grammar } from './lexicon/grammar.ts'
import { languages, pictographs } from './lexicon/languages.ts'
import { inScriptOf } from './lexicon/script.ts'
import { tokenise, type Token } from './tokens.ts'

const withAccents = languages.map((lexicon) => createGrammar(lexicon, { accents: true }))
const withoutAccents = languages.map((lexicon) => createGrammar(lexicon, { accents: false }))
const children: ReadonlySet<string> = new Set(pictographs)

/**
 * Whether a text asks for somebody younger than 20: by a word, a pictograph, a uniform, a school year, a stated or a
 * relative age, or a year of birth.
 *
 * A floor that no plugin can switch off, not a classifier: moderators judge the rest. Disguise is undone first
 * (`disguise.ts`), a negation is taken for the thing itself, and every language is read at once. The time is linear in
 * the text: what is looked for is data (`lexicon/`), found by its first letters.
 */
export function claimsMinor(text: string, now = new Date()): boolean {
  return claimsMinorIn(readingsOf(text), now)
}

/** The same for a text whose readings are at hand. */
export function claimsMinorIn(readings: Readings, now = new Date()): boolean {
  const written = tokenise(readings.written)
  if (written.some((token) => children.has(token.text))) return true
  if (inScriptOf(withAccents, readings.written).some((grammar) => isMinorIn(written, grammar, now)))
    return true
  return readings.others.some((reading) => {
    const tokens = tokenise(reading)
    return inScriptOf(withoutAccents, reading).some((grammar) => isMinorIn(tokens, grammar, now))
  })
}

function isMinorIn(whole: readonly Token[], grammar: Grammar, now: Date): boolean {
  const tokens = withoutHarmless(whole, grammar)
  return (
    tokens.some(
      (token, index) =>
        grammar.minors.at(tokens, index) > 0 ||
        (grammar.schools.at(tokens, index) > 0 && !nearEducator(tokens, index, grammar)),
    ) || statesMinor(tokens, grammar, now)
  )
}

/** Harmless phrases say nothing any more; what stands beside them does. */
function withoutHarmless(tokens: readonly Token[], grammar: Grammar): readonly Token[] {
  if (!grammar.isSpaced) return tokens.map((token) => ({ ...token, text: cutOut(token.text, grammar.cut) }))
  const kept = [...tokens]
  for (let index = 0; index < tokens.length; index++) {
    const length = grammar.harmless.at(tokens, index)
    for (const [at, token] of tokens.slice(index, index + length).entries())
      kept[index + at] = { ...token, text: '' }
  }
  return kept
}

function cutOut(text: string, harmless: readonly string[]): string {
  return harmless.reduce((rest, phrase) => rest.replaceAll(phrase, ' '), text)
}
