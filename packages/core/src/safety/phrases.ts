import type { Token } from './tokens.ts'

/** A list of phrases, to be found among tokens. */
export type Phrases = {
  /** How many tokens the longest phrase takes that begins at this one; 0 when none does. */
  readonly at: (tokens: readonly Token[], index: number) => number
}

/**
 * How a phrase's words lie in tokens. `word`: each is a token, and `*` ends one that goes on. In scripts without spaces
 * a token holds several words: `inside` finds a phrase anywhere in it, `start` and `end` at its edges.
 */
export type Fit = 'word' | 'inside' | 'start' | 'end'

/** Finds phrases by their first letters, so that the time is that of the tokens, however many phrases there are. */
export function createPhrases(phrases: readonly string[], fit: Fit = 'word'): Phrases {
  const lists = phrases.map((phrase) => phrase.split(' '))
  if (fit !== 'word')
    return { at: (tokens, index) => longest(lists, (words) => fitsEdges(words, tokens, index, fit)) }
  const byStart = groupByStart(lists)
  return {
    at: (tokens, index) =>
      longest(byStart.get(tokens[index]?.text.slice(0, 2) ?? '') ?? [], (words) =>
        fitsWords(words, tokens, index),
      ),
  }
}

/** By two letters: a word that goes on (`*`) has at least these. */
function groupByStart(
  lists: readonly (readonly string[])[],
): ReadonlyMap<string, readonly (readonly string[])[]> {
  const groups = new Map<string, (readonly string[])[]>()
  for (const words of lists) {
    const start = words[0]?.slice(0, 2) ?? ''
    const group = groups.get(start)
    if (group === undefined) groups.set(start, [words])
    else group.push(words)
  }
  return groups
}

function longest(lists: readonly (readonly string[])[], fits: (words: readonly string[]) => boolean): number {
  let length = 0
  for (const words of lists) if (words.length > length && fits(words)) length = words.length
  return length
}

function fitsWords(words: readonly string[], tokens: readonly Token[], index: number): boolean {
  return words.every((word, place) => {
    const token = tokens[index + place]
    if (token === undefined || (place > 0 && token.isFirst)) return false
    return word.endsWith('*') ? token.text.startsWith(word.slice(0, -1)) : token.text === word
  })
}

function fitsEdges(words: readonly string[], tokens: readonly Token[], index: number, fit: Fit): boolean {
  return words.every((word, place) => {
    const text = tokens[index + place]?.text
    if (text === undefined) return false
    const isFirst = place === 0
    const isLast = place === words.length - 1
    if (isFirst && isLast && fit === 'inside') return text.includes(word)
    const needsStart = !isFirst || fit === 'start'
    const needsEnd = !isLast || fit === 'end'
    return (!needsStart || text.startsWith(word)) && (!needsEnd || text.endsWith(word))
  })
}
