import type { Gender } from '../api/shapes.ts'

export type Hair = 'long' | 'bob' | 'short'
export type Curl = 'straight' | 'wavy' | 'curly'

/** What the words say about the hair, and only about it. */
export type HairWords = { readonly hair: Hair; readonly color: string; readonly curl: Curl }

export function hairWords(gender: Gender | undefined, text: string): HairWords {
  const said = phrases(text).join('. ')
  return { hair: lengthOf(gender, text, said), color: colorOf(text, said), curl: curlOf(text) }
}

const hairNoun = /\b(hair|hairstyle|curls|waves|locks|bob|braids?|ponytail|bun|fringe|afro|cut)\b/g
// a color or a length before one of these belongs to it, not to the hair that comes after
const otherNoun =
  /[.;]|\b(eyes?|eyed|skin|complexion|face|lips|smile|freckles?|glasses|light|mood|shirt|t-shirt|dress|blouse|top|sweater|jumper|turtleneck|jacket|coat|scarf|hat|earrings?|suit)\b/

/** The words before each mention of hair, from the last other thing on; commas may stand between adjectives. */
function phrases(text: string): readonly string[] {
  let from = 0
  return [...text.matchAll(hairNoun)].map((match) => {
    const before = text.slice(from, match.index).split(otherNoun).at(-1) ?? ''
    from = match.index + match[0].length
    const after = /^\s+(?:is|are)\s+([^,.;]*)/.exec(text.slice(from))?.[1] ?? ''
    return `${before}${match[0]} ${after}`
  })
}

const colors: readonly (readonly [RegExp, string])[] = [
  [/\b(silver|gr[ae]y|white)\b/g, '#a9a2ab'],
  [/\b(blonde?|golden|fair|honey)\b/g, '#c99b5c'],
  [/\b(red|auburn|copper|ginger)\b/g, '#8a3f2a'],
  [/\b(pink|rose)\b/g, '#b8587f'],
  [/\bblue\b/g, '#3c5590'],
  [/\bblack\b/g, '#1b151d'],
  [/\b(brown|chestnut)\b/g, '#5a3729'],
]

const alone: readonly (readonly [RegExp, string])[] = [
  [/\bblonde?\b/, '#c99b5c'],
  [/\b(auburn|redhead|ginger)\b/, '#8a3f2a'],
  [/\b(brunette|chestnut)\b/, '#5a3729'],
]

/** The color nearest to the hair that it is said of: "dark brown hair" is brown, "dark hair" is dark. */
function colorOf(text: string, said: string): string {
  const named = colors
    .flatMap(([pattern, color]) => [...said.matchAll(pattern)].map(({ index }) => ({ index, color })))
    .sort((one, other) => other.index - one.index)[0]
  if (named) return named.color
  if (/\bdark\b/.test(said)) return '#24171f'
  return alone.find(([pattern]) => pattern.test(text))?.[1] ?? '#33202e'
}

function lengthOf(gender: Gender | undefined, text: string, said: string): Hair {
  if (/\bbob\b|(shoulder|chin)[\s-]length/.test(text)) return 'bob'
  if (/\b(short|cropped|shaved|buzz)\b/.test(said)) return gender === 'woman' ? 'bob' : 'short'
  if (/\blong\b/.test(said)) return 'long'
  if (gender === 'man') return 'short'
  return gender === 'nonbinary' ? 'bob' : 'long'
}

function curlOf(text: string): Curl {
  if (/\b(curly|curls|coily|coils|ringlets|afro)\b/.test(text)) return 'curly'
  return /\b(wavy|waves)\b/.test(text) ? 'wavy' : 'straight'
}
