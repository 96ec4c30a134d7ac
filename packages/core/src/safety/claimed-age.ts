import { minimumAge } from './adult-age.ts'

const teens = 'ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen'
const young = String.raw`(?:1\d|[1-9]|one|two|three|four|five|six|seven|eight|nine|${teens})`
const teen = String.raw`(?:1\d|${teens})`
/** After these a bare number is an age, where the phrase ends with it. */
const leads = String.raw`(?:is|turned|turning|just|barely|almost|about|around|only|looks|looking|like|of|age|aged|age:)`
const ends = String.raw`(?=\s*(?:[,.;!?)]|$|and\b|with\b|but\b|who\b))`

const patterns: readonly RegExp[] = [
  /\b(?:child|children|kids?(?! gloves)|minors|minor(?!\s+\w)|preteens?|toddlers?|infants?|underage|schoolgirls?|schoolboys?|schoolkids?|lolis?|shotas?|highschoolers?|adolescents?|juveniles?|prepubescent)\b/,
  /\bteen(?:s|age|aged|ager|agers)?\b/,
  new RegExp(String.raw`\b${young}[\s-]*(?:years?|yrs?)[\s-]*(?:old|of age)\b`),
  new RegExp(String.raw`\b${young}[\s-]*(?:y\.?[\s/]*o)\b`),
  new RegExp(String.raw`(?:^|[,;.(]\s*|\b${leads}\s+)${teen}${ends}`),
]

/**
 * Whether a text asks for somebody younger than 20, by a word, a stated age or a year of birth.
 *
 * A floor that no plugin can switch off, not a classifier: moderators judge the rest. The text is folded
 * first (width, zero-width characters, dashes, digits for letters): disguise is treated as the thing itself.
 */
export function claimsMinor(text: string, now = new Date()): boolean {
  const plain = fold(text)
  return (
    [plain, unmask(plain)].some((form) => patterns.some((pattern) => pattern.test(form))) ||
    isBornLate(plain, now)
  )
}

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Cf}\p{Mn}]/gu, '')
    .replace(/[\p{Pd}_]/gu, '-')
}

/** l0l1 → loli: digits and signs that stand for letters. */
function unmask(text: string): string {
  const letters: Readonly<Record<string, string>> = {
    '0': 'o',
    '1': 'i',
    '3': 'e',
    '4': 'a',
    '5': 's',
    '7': 't',
    '@': 'a',
    $: 's',
  }
  return text.replace(/[013457@$]/g, (sign) => letters[sign] ?? sign)
}

/** Whoever was born in that year cannot have had this birthday yet for certain: the year alone must suffice. */
function isBornLate(text: string, now: Date): boolean {
  return [...text.matchAll(/\bborn\b[^.;]{0,20}?\b((?:19|20)\d\d)\b/g)].some(
    (match) => Number(match[1]) > now.getUTCFullYear() - minimumAge - 1,
  )
}
