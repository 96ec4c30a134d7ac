import type { Chance } from '../chance.ts'
import { darker, lighter, mix } from './colour.ts'
import type { Gender } from './gender.ts'
import { hairColours, naturalHair } from './palette.ts'
import { find, says } from './words.ts'

export const lengths = ['bald', 'buzz', 'short', 'chin', 'shoulder', 'long'] as const
export type Length = (typeof lengths)[number]
export type Texture = 'straight' | 'wavy' | 'curly' | 'coily'

export type Hair = {
  readonly colour: string
  readonly length: Length
  readonly texture: Texture
  readonly worn: 'down' | 'bun' | 'ponytail' | 'braid'
  readonly fringe: boolean
  /** -1 to 1: where it parts. */
  readonly parting: number
  /** -1 to 1: how full it is; below that it lies flat. */
  readonly volume: number
}

type Said = {
  readonly words: string
  readonly change: string
  readonly gender: Gender
  readonly age: number
  /** Whether the skin is deep: then undescribed hair is dark and more often curly. */
  readonly dark: boolean
}

/** Hair as described; what is not said comes from chance, so from the seed. */
export function hairOf(said: Said, chosen: Chance): Hair {
  const drawn = {
    length: drawnLength(said.gender, chosen),
    texture: drawnTexture(said.dark, chosen),
    worn: chosen.pick<Hair['worn']>(['down', 'down', 'down', 'down', 'bun', 'ponytail']),
    colour: said.dark ? chosen.pick(['#1f181c', '#2a1c1b', '#3a2520']) : chosen.pick(naturalHair),
    fringe: chosen.happens(0.22),
    parting: chosen.between(-0.8, 0.8),
    volume: chosen.between(-1, 1),
  }
  // other hair than before: what was described of it no longer holds
  const words = says(said.change, /\b(different|other|another) hair/) ? '' : said.words
  const step = stepOf(said.change)
  const worn = find(said.change, wornWords) ?? (step < 0 ? 'down' : find(words, wornWords))
  const told = find(said.change, lengthWords) ?? find(words, lengthWords)
  const texture = find(said.change, textureWords) ?? find(words, textureWords)
  // curls that were asked for need some length to be seen
  const natural = texture !== undefined && drawn.length === 'buzz' ? 'short' : drawn.length
  const length = moved(told, step) ?? natural
  const tied = worn !== undefined && worn !== 'down'
  return {
    ...drawn,
    colour: colourOf({ ...said, words }, drawn.colour),
    texture: texture ?? drawn.texture,
    // hair that is tied must be long enough to be tied
    length: tied && told === undefined ? 'long' : length,
    worn:
      worn ??
      (told === undefined && texture === undefined && (length === 'long' || length === 'shoulder')
        ? drawn.worn
        : 'down'),
    fringe:
      says(`${words}. ${said.change}`, /\b(fringe|bangs)\b/) ||
      (told === undefined && drawn.fringe && said.gender !== 'man'),
    // short hair that shall be shorter lies flat; shaven it is only for whoever says so
    volume: step < 0 && length === 'short' ? -1.8 : drawn.volume,
  }
}

const wornWords: readonly (readonly [RegExp, Hair['worn']])[] = [
  [/\b(bun|updo|pinned up|topknot|hair up|chignon)\b/, 'bun'],
  [/\bpony-?tail\b/, 'ponytail'],
  [/\b(braid|plait)(s|ed)?\b/, 'braid'],
  [/\b(loose|hair down|let down)\b/, 'down'],
]

const hairNoun = '[^.,;]*(hair|curls|locks|waves|crop|cut)'
const lengthWords: readonly (readonly [RegExp, Length])[] = [
  [/\b(bald|shaved head|shaven head)\b/, 'bald'],
  [/\b(buzz ?cut|crew ?cut|buzzed|cropped close)/, 'buzz'],
  [/\b(bob|chin[- ]length|afro)\b/, 'chin'],
  [/\b(shoulder[- ]length|mid-length|medium[- ]length|lob)\b/, 'shoulder'],
  [
    new RegExp(
      `\\b(very short|short|cropped|pixie)${hairNoun}|\\bpixie\\b|\\bshort[- ]haired|\\bshort (dark|black|blond|brown|grey|red)`,
    ),
    'short',
  ],
  [
    new RegExp(
      `\\b(long|flowing|waist-length)${hairNoun}|\\blong[- ]haired|\\blong (dark|black|blond|brown|wavy|curly|red)`,
    ),
    'long',
  ],
]

const textureWords: readonly (readonly [RegExp, Texture])[] = [
  [/\b(afro|coily|coils|kinky|tightly curled)\b/, 'coily'],
  [/\b(curly|curls|curled|ringlets)\b/, 'curly'],
  [/\b(wavy|waves|tousled|windswept)\b/, 'wavy'],
  [/\b(straight|sleek|smooth) ?[^.,;]{0,12}hair/, 'straight'],
]

/** 1 for "longer hair", -1 for "shorter hair". */
function stepOf(change: string): number {
  const words = (which: string) => new RegExp(`\\b${which}\\b${hairNoun}|hair[^.,;]*\\b${which}\\b`)
  return Number(says(change, words('longer'))) - Number(says(change, words('shorter')))
}

/**
 * A step from the length that was told. Where none was, nobody knows here how long it was before, so it goes
 * to the end of the way: that is never the wrong way round.
 */
function moved(told: Length | undefined, step: number): Length | undefined {
  if (step === 0 || told === 'bald' || told === 'buzz') return told
  if (told === undefined) return step < 0 ? 'short' : 'long'
  const place = lengths.indexOf(told) + step * (told === 'long' && step < 0 ? 2 : 1)
  return lengths[Math.min(lengths.length - 1, Math.max(lengths.indexOf('short'), place))]
}

function colourOf(said: Said, drawn: string): string {
  const told = find(said.change, hairColours) ?? find(said.words, hairColours)
  const greyed =
    said.age >= 55 && told === undefined ? mix(drawn, '#b9b4b3', Math.min(0.85, (said.age - 47) / 28)) : drawn
  const aged = told !== undefined && said.age >= 60 ? mix(told, '#b9b4b3', 0.3) : (told ?? greyed)
  if (says(said.change, /\blighter hair/)) return lighter(mix(aged, '#b58a52', 0.3), 0.12)
  return says(said.change, /\bdarker hair/) ? darker(aged, 0.4) : aged
}

function drawnLength(gender: Gender, chosen: Chance): Length {
  if (gender === 'woman')
    return chosen.pick(['long', 'long', 'long', 'shoulder', 'shoulder', 'shoulder', 'chin', 'short'])
  if (gender === 'man') return chosen.pick(['short', 'short', 'short', 'short', 'buzz', 'chin'])
  return chosen.pick(['short', 'chin', 'shoulder', 'short'])
}

function drawnTexture(dark: boolean, chosen: Chance): Texture {
  return dark
    ? chosen.pick(['curly', 'coily', 'wavy', 'coily'])
    : chosen.pick(['straight', 'wavy', 'wavy', 'straight', 'curly'])
}
