import { minimumAge } from './adult-age.ts'

const teens = 'ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen'
const roman = String.raw`x(?:ix|iv|v?i{0,3})`
const young = String.raw`(?:1\d|[1-9]|one|two|three|four|five|six|seven|eight|nine|${teens}|${roman})`
const teen = String.raw`(?:1\d|${teens})`
/** After these a bare number is an age, where the phrase ends with it. */
const leads = String.raw`(?:is|turned|turning|just|barely|almost|about|around|only|looks|looking|like|of|age|aged|age:)`
const ends = String.raw`(?=\s*(?:[,.;!?)]|$|and\b|with\b|but\b|who\b))`
/** "for 15 years" is how long, not how old. */
const howLong = String.raw`(?<!\b(?:for|over|past|last|after|since|within|than)\s)`
const school = String.raw`(?:high|middle|elementary|primary|grade)[\s-]*school`
const ordinals = 'fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth'
/** "17 years" in the languages that people write here most; folded like the text. */
const yearsElsewhere = fold('jahr(?:e|ig[a-z]*)?|ans|años|anos|anni|jaar|år|лет|года?|歳|岁|살')

// `m`: what is judged may have many lines, and an age may end any of them.
const patterns: readonly RegExp[] = [
  String.raw`\b(?:child|children|kids?(?! gloves)|minors|minor(?!\s+\w)|pre-?teens?|tweens?|toddlers?|infants?|under-?aged?|lolis?|shotas?|adolescents?|juveniles?|prepubescent)\b`,
  String.raw`\bschool[\s-]*(?:girl|boy|kid|child)\w*`,
  String.raw`\b${school}(?:ers?|[\s-]+(?:students?|girls?|boys?|kids?|pupils?|freshman|freshmen|sophomores?|juniors?|seniors?|cheerleaders?))\b`,
  String.raw`\b(?:1?\d(?:st|nd|rd|th)|${ordinals})[\s-]*graders?\b`,
  String.raw`\bteen(?:s|age|aged|ager|agers)?\b`,
  String.raw`\b(?:under|below|younger than)[\s-]*(?:the age of\s*)?(?:1\d|20|${teens}|twenty)\b`,
  String.raw`\b${young}[\s-]*(?:years?|yrs?)[\s-]*(?:old|young|of age)\b`,
  String.raw`${howLong}\b${young}[\s-]*(?:years?|yrs?)(?=\s*(?:[,.;!?)]|$))`,
  String.raw`\b${young}[\s-]*(?:y\.?[\s/]*o)\b`,
  String.raw`\b(?:1\d|[1-9])[\s-]*(?:${yearsElsewhere})(?!\p{L})`,
  String.raw`(?:^|[,;.(]\s*|:\s+|'s\s+|\b${leads}\s+)${teen}${ends}`,
].map((source) => new RegExp(source, 'mu'))

/**
 * Whether a text asks for somebody younger than 20, by a word, a stated age or a year of birth.
 *
 * A floor that no plugin can switch off, not a classifier: moderators judge the rest. The text is folded
 * first (width, accents, zero-width characters, dashes, look-alike letters), and tried again with digits read
 * as letters and with spelled-out letters joined: disguise is treated as the thing itself.
 */
export function claimsMinor(text: string, now = new Date()): boolean {
  const plain = fold(text)
  const latin = likeLatin(plain)
  const forms = new Set([plain, latin, unmask(latin), joined(latin)])
  return [...forms].some((form) => patterns.some((pattern) => pattern.test(form))) || isBornLate(plain, now)
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{Cf}\p{Mn}]/gu, '')
    .replace(/[\p{Pd}_]/gu, '-')
    .replace(/[’‘ʼ]/g, "'")
}

/** Cyrillic and Greek letters that look like Latin ones. */
function likeLatin(text: string): string {
  const from = 'аеіјклмнорсѕтухғԁһαειοκνρτυχ'
  const to = 'aeijklmhopcstyxfdhaeioknptux'
  return text.replace(
    /[\p{Script=Cyrillic}\p{Script=Greek}]/gu,
    (letter) => to[from.indexOf(letter)] ?? letter,
  )
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

/** t.e.e.n → teen: single letters with something between them are one word. */
function joined(text: string): string {
  return text.replace(/(?<=(?<![\p{L}\d])\p{L})[ .*·|-]+(?=\p{L}(?![\p{L}\d]))/gu, '')
}

/** Whoever was born in that year cannot have had this birthday yet for certain: the year alone must suffice. */
function isBornLate(text: string, now: Date): boolean {
  const births =
    /\b(?:born|birth[ -]?(?:year|date|day)|(?:year|date) of birth)\b[^;\n]{0,20}?\b((?:19|20)\d\d)\b/g
  return [...text.matchAll(births)].some((match) => Number(match[1]) > now.getUTCFullYear() - minimumAge - 1)
}
