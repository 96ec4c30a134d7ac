import { readingsOf, type Readings } from './disguise.ts'
import { fold, withoutAccents } from './fold.ts'
import { phrasesIn } from './lexicon/grammar.ts'
import { pointings, type Pointing } from './lexicon/pointing.ts'
import { inScriptOf } from './lexicon/script.ts'
import { createNameSearch } from './name-search.ts'
import { createPhrases } from './phrases.ts'
import { otherScripts, publicFigures, singleNames } from './public-figures.ts'
import { tokenise, type Token } from './tokens.ts'

/** What is judged: a description says who somebody is, a scene where they are and with whom. */
export type Depiction = 'avatar' | 'prompt'

/** A handle of a social network, and an address of a picture. An e-mail address has something before its sign. */
const handle = /(?<![\p{L}\p{N}._%+-])@[A-Za-z0-9_.]{3,30}/u
const address = /[Hh][Tt]{2}[Pp][Ss]?:\/\/|(?<![\p{L}\p{N}])[Ww]{3}\./u
/** "looks exactly like Anna Müller": whoever that is, a first name and a second one. */
const likeSomebody =
  /(?:exactly like|just like|looks? like|looking like|face of|wie|gesicht von|ressemble à|visage de|parecida a|cara de|rosto de|volto di|похожа на|с лицом) \p{Lu}[\p{L}'-]{1,20} \p{Lu}[\p{L}'-]{1,20}/u
/** "my neighbour's dog" is no neighbour. */
const belongings = new Set([
  'dog',
  'cat',
  'house',
  'home',
  'garden',
  'car',
  'party',
  'kitchen',
  'balcony',
  'boat',
  'flat',
  'wedding',
  'office',
  'cafe',
  'bar',
  'place',
  'birthday',
])
const adjectives = [
  'real',
  'actual',
  'old',
  'late',
  'best',
  'former',
  'first',
  'own',
  'younger',
  'older',
  'new',
  'beloved',
]

const isPublicFigure = createNameSearch(publicFigures.map((name) => withoutAccents(fold(name))))
const isKnownByOneName = createNameSearch(singleNames)
const foreign = otherScripts.map((name) => withoutAccents(fold(name)))
const grammars = pointings.map(createPointing)

/**
 * Whether a text names or points at a real person: a widely known name, also misspelled, somebody whom the writer
 * knows, a handle, an address of a picture, or words for a likeness.
 *
 * First names alone are free, and so is every invented name that no widely known person bears. The list of names is
 * never whole: a moderator with a recogniser of names may stand beside this rule.
 */
export function namesRealPerson(text: string, depiction: Depiction): boolean {
  return namesRealPersonIn(text, readingsOf(text), depiction)
}

/** The same for a text whose readings are at hand. */
export function namesRealPersonIn(text: string, readings: Readings, depiction: Depiction): boolean {
  if (handle.test(text) || address.test(text) || likeSomebody.test(text)) return true
  return readings.others.some((reading) => {
    if (/\P{ASCII}/u.test(reading) && foreign.some((name) => reading.includes(name))) return true
    const tokens = tokenise(reading)
    return (
      isKnownByOneName(tokens) ||
      isPublicFigure(tokens) ||
      inScriptOf(grammars, reading).some((grammar) => pointsAtSomebody(tokens, grammar, depiction))
    )
  })
}

function createPointing(pointing: Pointing) {
  const fit = pointing.spaces === 'none' ? 'inside' : 'word'
  const list = (text: string) => createPhrases(phrasesIn(withoutAccents(fold(text))), fit)
  return {
    language: pointing.language,
    likeness: list(pointing.likeness),
    relations: list(withAdjectives(pointing.relations)),
    like: list(pointing.like),
  }
}

/** "my late grandmother" is "my grandmother". */
function withAdjectives(relations: string): string {
  const told = adjectives.map((adjective) => relations.replaceAll('my ', `my ${adjective} `))
  return [...new Set([relations, ...told])].join(', ')
}

function pointsAtSomebody(
  tokens: readonly Token[],
  grammar: ReturnType<typeof createPointing>,
  depiction: Depiction,
): boolean {
  return tokens.some((_token, index) => {
    if (grammar.likeness.at(tokens, index) > 0) return true
    const length = grammar.relations.at(tokens, index)
    if (length === 0 || ownsThing(tokens, index + length)) return false
    return depiction === 'avatar' || hasLikeBefore(tokens, index, grammar)
  })
}

function ownsThing(tokens: readonly Token[], index: number): boolean {
  return (
    tokens[index]?.text === 's' && tokens[index].gap === "'" && belongings.has(tokens[index + 1]?.text ?? '')
  )
}

function hasLikeBefore(
  tokens: readonly Token[],
  index: number,
  grammar: ReturnType<typeof createPointing>,
): boolean {
  for (let at = index; at >= Math.max(0, index - 4); at--) {
    if (grammar.like.at(tokens, at) > 0) return true
    if (tokens[at]?.isFirst === true) return false
  }
  return false
}
