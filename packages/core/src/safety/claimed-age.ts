import { minimumAge } from './adult-age.ts'

const words = [
  'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen',
  'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen',
] // prettier-ignore

const youngWords =
  /\b(?:child|children|kid|kids|minor|minors|teen|teens|teenage|teenager|teenagers|preteen|toddler|infant|underage|schoolgirl|schoolboy|schoolkid|loli|shota|highschooler|adolescent|juvenile|prepubescent)\b/
const agePattern = new RegExp(
  String.raw`\b(\d{1,2}|${words.join('|')})(?:\s*|-)(?:years?|yrs?|yo|y\/o|y\.o\.)\b|\b(?:aged?|looks?|age of)\s+(?:like\s+)?(\d{1,2}|${words.join('|')})\b`,
  'g',
)

/**
 * Whether a text asks for somebody younger than 20, by a word or by a stated age.
 *
 * A floor that no plugin can switch off, not a classifier: moderators judge the rest. The text is folded
 * first (width, zero-width characters, digits for letters), since disguise is treated as the thing itself.
 */
export function claimsMinor(text: string): boolean {
  const plain = fold(text)
  if (youngWords.test(plain) || youngWords.test(unmask(plain))) return true
  for (const match of plain.matchAll(agePattern)) {
    if (yearsOf(match[1] ?? match[2] ?? '') < minimumAge) return true
  }
  return false
}

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{Cf}\p{Mn}]/gu, '')
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

function yearsOf(text: string): number {
  const index = words.indexOf(text)
  return index === -1 ? Number(text) : index + 1
}
