import unhomoglyph from 'unhomoglyph'
import { fold, withoutAccents } from './fold.ts'

/** What a text may be read as. `written` keeps its accents; each of the `others` has none. */
export type Readings = { readonly written: string; readonly others: readonly string[] }

/** Letters that look like a Latin one but not to Unicode's list of confusables. */
const alsoAlike: Readonly<Record<string, string>> = {
  ᴀ: 'a', ʙ: 'b', ᴄ: 'c', ᴅ: 'd', ᴇ: 'e', ғ: 'f', ɢ: 'g', ʜ: 'h', ɪ: 'i', ᴊ: 'j', ᴋ: 'k', ʟ: 'l', ᴍ: 'm',
  ɴ: 'n', ᴏ: 'o', ᴘ: 'p', ʀ: 'r', ᴛ: 't', ᴜ: 'u', ᴠ: 'v', ᴡ: 'w', ʏ: 'y', ᴢ: 'z',
} // prettier-ignore
const signs: Readonly<Record<string, string>> = {
  '0': 'o', '1': 'i', '2': 'z', '3': 'e', '4': 'a', '5': 's', '6': 'g', '7': 't', '8': 'b', '9': 'g',
  '@': 'a', $: 's', '!': 'i', '|': 'i', '€': 'e', '+': 't',
} // prettier-ignore
const figures: Readonly<Record<string, string>> = { l: '1', i: '1', '|': '1', o: '0', s: '5', z: '2' }

/**
 * All that a text may be read as: as it stands, with look-alike letters and digits read as Latin letters, with letters
 * taken together that were written apart, with drawn-out letters, and with what is Base64 in it. Disguise is then
 * treated as the thing itself. For most texts there are two or three readings.
 */
export function readingsOf(text: string): Readings {
  const written = fold([text, ...hiddenIn(text)].join('\n'))
  const plain = withoutAccents(written)
  const latin = likeLatin(plain)
  const letters = [plain, latin, unmask(latin, signs), unmask(latin, { ...signs, '1': 'l', '|': 'l' })]
  const others = letters.flatMap((form) => [
    form,
    joined(form),
    tight(form),
    calm(form, '$1'),
    calm(form, '$1$1'),
  ])
  return { written, others: [...new Set([...others, likeFigures(latin)])] }
}

/** Tokens that are Base64 of a text. */
function hiddenIn(text: string): readonly string[] {
  const tokens = text.match(/[A-Za-z0-9+/]{8,}={0,2}/g) ?? []
  return tokens.flatMap((token) => {
    const bytes = Buffer.from(token, 'base64')
    const hidden = bytes.toString('utf8')
    const isText = Buffer.from(hidden).equals(bytes) && !/[\p{Cc}\p{Cn}\p{Co}]/u.test(hidden)
    return isText ? [hidden] : []
  })
}

function likeLatin(text: string): string {
  return text.replace(/\P{ASCII}/gu, (letter) => alsoAlike[letter] ?? asciiOf(letter) ?? letter)
}

/** Several small letters are drawn otherwise than their capitals, so both are looked up: т is T. */
function asciiOf(letter: string): string | undefined {
  const found = [letter, letter.toUpperCase()].map((form) => unhomoglyph(form).toLowerCase())
  return found.find((form) => /^[a-z]+$/.test(form))
}

/** l0l1 → loli, in words that have letters besides. */
function unmask(text: string, map: Readonly<Record<string, string>>): string {
  return text.replace(/[a-z0-9@$!|€+]+/g, (word) =>
    /[a-z]/.test(word) ? word.replace(/[^a-z]/g, (sign) => map[sign] ?? sign) : word,
  )
}

/** l5 → 15. */
function likeFigures(text: string): string {
  return text.replace(/(?<![\p{L}\p{N}|])[\dliosz|]{2}(?![\p{L}\p{N}|])/gu, (word) =>
    /\d/.test(word) ? word.replace(/\D/g, (letter) => figures[letter] ?? letter) : word,
  )
}

/** t.e.e.n → teen: single letters with something between them are one word. */
function joined(text: string): string {
  return text.replace(/(?<=(?<![\p{L}\d])\p{L})[ .*·|/~+-]{1,3}(?=\p{L}(?![\p{L}\d]))/gu, '')
}

/** te.en → teen */
function tight(text: string): string {
  return text.replace(/(?<=\p{L})[.*·|/~+-]{1,3}(?=\p{L})/gu, '')
}

/** teeeen → teen */
function calm(text: string, letters: string): string {
  return text.replace(/(\p{L})\1{2,}/gu, letters)
}
