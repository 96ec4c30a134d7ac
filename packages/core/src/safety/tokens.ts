/** A word, a number or a pictograph of a folded text. */
export type Token = {
  readonly text: string
  readonly value: number | undefined
  /** What stands between it and the one before. */
  readonly gap: string
  /** Something ended right before it: a sentence, a part of it, a line. */
  readonly isFirst: boolean
}

const parts = /\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?|[\p{L}\p{M}]+|\p{Extended_Pictographic}/gu
const breaks = /[,;!?()[\]"„“”«»\n、。，；！？…•]|[.:](?:\s|$)|\s-\s/u

export function tokenise(folded: string): readonly Token[] {
  const tokens: Token[] = []
  let end = 0
  for (const match of folded.matchAll(parts)) {
    const gap = folded.slice(end, match.index)
    tokens.push({
      text: match[0],
      value: valueOf(match[0]),
      gap,
      isFirst: tokens.length === 0 || breaks.test(gap),
    })
    end = match.index + match[0].length
  }
  return tokens
}

function valueOf(text: string): number | undefined {
  if (!/^\d/.test(text)) return undefined
  // 1,000 is a thousand, 17,5 is between 17 and 18.
  return /^\d{1,3}(?:[.,]\d{3})+$/.test(text)
    ? Number(text.replace(/[.,]/g, ''))
    : Number(text.replace(',', '.'))
}
