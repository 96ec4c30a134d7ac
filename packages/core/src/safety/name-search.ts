import { distance } from 'fastest-levenshtein'
import type { Token } from './tokens.ts'

/** Longest name in words. */
const longest = 4

type Name = { readonly joined: string; readonly slips: number; readonly sorted: string }

/**
 * Finds whole names among tokens, also misspelled or written as one word.
 *
 * Names are looked up by their words less one letter each, so that a text is compared with a few candidates and not with
 * all. The shorter a name is the fewer slips are forgiven: Kate Moss and Kate Ross are two people.
 */
export function createNameSearch(names: readonly string[]): (tokens: readonly Token[]) => boolean {
  const byWord = new Map<string, Set<Name>>()
  for (const written of names) {
    const words = written.split(/[\s-]+/).map(simplified)
    const joined = words.join('')
    const name = { joined, slips: slipsIn(joined, words.length === 1 ? 7 : 9), sorted: sorted(joined) }
    const telling = words.filter((word) => word.length > 3)
    for (const word of [...(telling.length > 0 ? telling : words), joined]) {
      for (const key of withoutOne(word)) byWord.set(key, (byWord.get(key) ?? new Set()).add(name))
    }
  }
  return (tokens) =>
    tokens.some((token, index) => {
      if (token.value !== undefined) return false
      const candidates = withoutOne(simplified(token.text)).flatMap((key) => [...(byWord.get(key) ?? [])])
      if (candidates.length === 0) return false
      const spans = spansAround(tokens, index)
      return candidates.some((name) => spans.some((span) => isName(span, name)))
    })
}

function isName(span: string, { joined, slips, sorted: letters }: Name): boolean {
  if (span === joined) return true
  if (slips === 0 || Math.abs(span.length - joined.length) > slips) return false
  const slipped = distance(span, joined)
  // two letters that changed places count as one slip
  return slipped <= slips || (slipped === 2 && sorted(span) === letters)
}

function slipsIn(joined: string, minimum: number): number {
  if (joined.length < minimum) return 0
  return joined.length < 12 ? 1 : 2
}

/** All runs of words around a token, joined, up to the end of a part of the text. */
function spansAround(tokens: readonly Token[], index: number): readonly string[] {
  const spans: string[] = []
  for (let from = index; from > index - longest && from >= 0; from--) {
    let span = ''
    for (let to = from; to < from + longest && to < tokens.length; to++) {
      if (to > from && tokens[to]?.isFirst === true) break
      span += simplified(tokens[to]?.text ?? '')
      if (to >= index) spans.push(span)
    }
    if (tokens[from]?.isFirst === true) break
  }
  return spans
}

/** As it sounds, roughly: Sophia is Sofia, and doubled letters are one. */
function simplified(word: string): string {
  return word
    .toLowerCase()
    .replaceAll('ph', 'f')
    .replace(/(.)\1+/gu, '$1')
}

function withoutOne(word: string): readonly string[] {
  if (word.length < 4 || word.length > 40) return [word]
  return [word, ...Array.from(word, (_letter, at) => word.slice(0, at) + word.slice(at + 1))]
}

function sorted(word: string): string {
  return Array.from(word).sort().join('')
}
