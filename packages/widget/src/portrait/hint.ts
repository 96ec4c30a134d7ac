import type { Gender } from '../api/shapes.ts'

export type Hair = 'long' | 'bob' | 'short'

/** What the drawn figure takes from a person's words. */
export type Hint = {
  readonly hair: Hair
  readonly hairColor: string
  readonly skin: readonly [light: string, dark: string]
  readonly cloth: string
  readonly isCurly: boolean
  readonly hasGlasses: boolean
  readonly hasBeard: boolean
  readonly hasFreckles: boolean
}

const hairColors: readonly (readonly [RegExp, string])[] = [
  [/\b(silver|gr[ae]y|white)\b[\w\s,]*\bhair/, '#a9a2ab'],
  [/\b(blonde?|golden|fair|honey)\b[\w\s,]*\b(hair|curls|bob)|\bblonde?\b/, '#c99b5c'],
  [/\b(red|auburn|copper|ginger)\b[\w\s,]*\b(hair|curls|bob)|\b(auburn|redhead|ginger)\b/, '#8a3f2a'],
  [/\b(pink|rose)\b[\w\s,]*\bhair/, '#b8587f'],
  [/\bblue\b[\w\s,]*\bhair/, '#3c5590'],
  [/\bblack\b[\w\s,]*\bhair/, '#221a26'],
  [/\b(light )?brown\b[\w\s,]*\bhair|\b(brunette|chestnut)\b/, '#5a3729'],
]

// only from words about skin: where somebody is from says nothing about it
const skins: readonly (readonly [RegExp, readonly [string, string]])[] = [
  [/\b(dark|deep|black|ebony)[\s-]+(brown\s+)?skin/, ['#a26b48', '#6e4229']],
  [/\bbrown[\s-]+skin/, ['#bb8258', '#8a5636']],
  [/\b(olive|tan|tanned|bronze|golden)[\s-]+skin/, ['#e3b68c', '#b8835a']],
  [/\b(pale|fair|light)[\s-]+skin/, ['#fbe6da', '#e6b9a2']],
]

/** Draws from gender and words alike; with neither it is the figure that waits at the gate. */
export function hintOf(gender: Gender | undefined, words = ''): Hint {
  const text = words.toLowerCase()
  return {
    hair: hairOf(gender, text),
    hairColor: hairColors.find(([pattern]) => pattern.test(text))?.[1] ?? '#33202e',
    skin: skins.find(([pattern]) => pattern.test(text))?.[1] ?? ['#f7d8c3', '#d9a184'],
    cloth: clothOf(gender, text),
    isCurly: /\b(curly|curls|wavy|waves|coily|afro)\b/.test(text),
    hasGlasses: /\bglasses\b/.test(text),
    hasBeard: /\b(beard|stubble|bearded)\b/.test(text),
    hasFreckles: /\bfreckle/.test(text),
  }
}

function hairOf(gender: Gender | undefined, text: string): Hair {
  if (/\bbob\b|(shoulder|chin)[\s-]length/.test(text)) return 'bob'
  if (/\b(short|cropped|shaved|buzz)\b[\w\s,]*\b(hair|cut|curls)/.test(text))
    return gender === 'woman' ? 'bob' : 'short'
  if (/\blong\b[\w\s,]*\b(hair|curls|waves|braids?)/.test(text)) return 'long'
  if (gender === 'man') return 'short'
  return gender === 'nonbinary' ? 'bob' : 'long'
}

function clothOf(gender: Gender | undefined, text: string): string {
  if (/\b(linen|white|cream)\b[\w\s]*\b(shirt|dress|blouse|sweater|t-shirt)/.test(text)) return '#e7d8cb'
  if (/\bdenim\b/.test(text)) return '#46587c'
  if (/\bblack\b[\w\s]*\b(turtleneck|shirt|dress|jacket|sweater)/.test(text)) return '#251d29'
  if (gender === 'man') return '#3d3450'
  return gender === 'nonbinary' ? '#55405f' : '#5d2945'
}
