/** Whether the text says it, and does not say "no", "without" or "not" right before it. */
export function says(text: string, words: RegExp): boolean {
  const all = new RegExp(words.source, 'giu')
  for (const match of text.matchAll(all)) {
    const before = text.slice(Math.max(0, match.index - 16), match.index)
    if (
      !/\b(no|not|without|never|lose the|remove the|minus)\s+(a |an |any |the |my |her |his )?$/i.test(before)
    )
      return true
  }
  return false
}

/** Whether the text takes it back: "no glasses", "without a beard". */
export function denies(text: string, words: RegExp): boolean {
  return new RegExp(words.source, 'iu').test(text) && !says(text, words)
}

/** The first entry whose words the text says. */
export function find<T>(text: string, entries: readonly (readonly [RegExp, T])[]): T | undefined {
  return entries.find(([words]) => says(text, words))?.[1]
}
