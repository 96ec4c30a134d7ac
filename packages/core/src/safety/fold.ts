import { withCjkNumerals } from './cjk-numerals.ts'

/** Seen by nobody: format characters, frames around a letter, variation selectors, and the fillers of Hangul and Braille. */
const unseen = /[\p{Cf}\p{Me}\uFE00-\uFE0F\u034F\u115F\u1160\u2800\u3164\uFFA0]/gu
/** Vowel signs of Arabic and Hebrew, which most people leave out, and the stroke that stretches a word. */
const pointing = /[\u0591-\u05C7\u0640\u064B-\u065F\u0670]/g
const accents = /[\u0300-\u036F]/g
/** Letters in squares and circles, and those that make flags, which compatibility forms leave as they are. */
const framed = /[\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}\u{1F1E6}-\u{1F1FF}]/gu
const frames = [0x1f1e6, 0x1f170, 0x1f150]
/** Code points of zero, in the scripts whose digits compatibility forms leave as they are. */
const zeros = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
  0x1040, 0x17e0, 0x1810,
] // prettier-ignore
const strokes: Readonly<Record<string, string>> = {
  ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ı: 'i', ħ: 'h', ŧ: 't',
} // prettier-ignore

/** A text as it is compared: one width, one case, one kind of digit, dash and apostrophe. Accents stay. */
export function fold(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(unseen, '')
    .replace(pointing, '')
    .replace(framed, unframed)
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/🔟/gu, '10')
    .replace(/[\p{Pd}_]/gu, '-')
    .replace(/[’‘ʼ`´]/g, "'")
    .normalize('NFC')
  return withCjkNumerals(plain)
}

/** The same without accents: é → e, ё → е, ø → o. Signs that make another letter in Kana or Devanagari stay. */
export function withoutAccents(folded: string): string {
  return folded
    .normalize('NFD')
    .replace(accents, '')
    .normalize('NFC')
    .replace(/[ßøłđðþæœıħŧ]/g, (letter) => strokes[letter] ?? letter)
}

function unframed(letter: string): string {
  const code = letter.codePointAt(0) ?? 0
  const first = frames.find((frame) => code >= frame) ?? code
  return String.fromCodePoint(0x61 + code - first)
}

function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  const zero = zeros.find((start) => code >= start && code < start + 10)
  return zero === undefined ? digit : String(code - zero)
}
