import { chance, type Chance } from '../chance.ts'
import { darker, lighter, mix } from './colour.ts'
import type { Facts } from './facts.ts'
import { type Gender, genderOf } from './gender.ts'
import { type Hair, hairOf } from './hair-words.ts'
import { clothColours, clothes, eyeColours, skins, type Skin } from './palette.ts'
import { denies, find, says } from './words.ts'

export type Garment = 'shirt' | 'tee' | 'knit' | 'turtleneck' | 'blazer' | 'hoodie' | 'dress' | 'coat'

/** Everything that makes a person recognisable. Only parsed features: no word of a user gets further. */
export type Look = {
  readonly gender: Gender
  readonly age: number
  readonly skin: Skin
  readonly hair: Hair
  readonly eyes: string
  /** Deviations from the average face, -1 to 1. */
  readonly face: {
    readonly jaw: number
    readonly eyes: number
    readonly nose: number
    readonly lips: number
    readonly brows: number
  }
  readonly beard: 'none' | 'stubble' | 'short' | 'full' | 'moustache'
  readonly freckles: boolean
  readonly glasses: boolean
  readonly earrings: boolean
  /** Whether a smile belongs to the person: they have it where the scene asks for no other mood. */
  readonly smiles: boolean
  readonly scarf: string | undefined
  readonly hat: 'none' | 'beanie' | 'brim'
  readonly garment: Garment
  readonly cloth: string
  /** Lowers contrast and warms the light, when asked for. */
  readonly soft: boolean
  /** -1 darker to 1 lighter, when asked for. */
  readonly exposure: number
}

/**
 * Reads a look out of the prompt: what is said counts, the rest is chance.
 *
 * The face hangs on the description alone; `seed` varies hair, clothes and palette. A `Change:` line
 * is read like the appearance and wins over it.
 */
export function look(facts: Facts, seed: number): Look {
  const identity = `${facts.person}|${facts.appearance}`.toLowerCase()
  const words = facts.appearance.toLowerCase()
  const change = facts.change.toLowerCase()
  const born = chance(`face ${identity}`)
  const chosen = chance(`look ${identity} ${seed}`)
  const gender = genderOf(facts.person.toLowerCase())
  const age = ageOf(facts.person, change)
  const skin = skinOf(words, change, born)
  const face = {
    jaw: born.between(-1, 1),
    eyes: born.between(-1, 1),
    nose: born.between(-1, 1),
    lips: born.between(-1, 1),
    brows: born.between(-1, 1),
  }
  const eyes = find(change, eyeColours) ?? find(words, eyeColours) ?? eyesFor(skin, born)
  const wears = (pattern: RegExp, share = 0) =>
    says(change, pattern) ||
    (!denies(change, pattern) && (says(words, pattern) || (share > 0 && chosen.happens(share))))
  return {
    gender,
    age,
    skin,
    face,
    eyes,
    hair: hairOf({ words, change, gender, age, dark: skins.indexOf(skin) >= 5 }, chosen),
    beard: beardOf(words, change, gender, chosen),
    freckles: wears(/\bfreckle/),
    glasses: wears(/\b(glasses|spectacles)\b/),
    smiles: wears(/\bsmil(e|es|ing)\b/),
    earrings: wears(/\b(earrings?|hoops|jewell?ery)\b/, gender === 'woman' ? 0.4 : 0),
    scarf: wears(/\bscarf\b/) ? clothOf(`${change}. ${words}`, /\bscarf/, chosen) : undefined,
    hat: hatOf(wears),
    garment: garmentOf(change, words, gender, chosen),
    cloth: clothOf(`${change}. ${words}`, garmentWords, chosen),
    soft: says(change, /\b(soft|gentl|warm)/),
    exposure: exposureOf(change),
  }
}

function ageOf(person: string, change: string): number {
  const stated = Number(/\b(\d{2})\b/.exec(person)?.[1] ?? 30)
  const older = says(change, /\bolder|more mature\b/) ? 12 : 0
  const younger = says(change, /\byounger\b/) ? 8 : 0
  return Math.min(99, Math.max(20, stated + older - younger))
}

function skinOf(words: string, change: string, born: Chance): Skin {
  const said = `${words}. ${change}`
  const drawn = Math.floor(born.between(0, 7))
  const told = find(said, [
    [/\b(pale|porcelain|fair[- ]skin|fair complexion|ivory skin|light skin)/, 0],
    [/\b(very dark|deep|ebony)[^.,;]{0,10}(skin|complexion)/, 7],
    [/\b(dark|black)[^.,;]{0,6}(skin|complexion)/, 6],
    [/\bbrown[^.,;]{0,6}(skin|complexion)/, 5],
    [/\b(tan|tanned|sun-kissed|bronzed?|olive[- ]skin|olive complexion)/, 3],
  ])
  const place = told ?? drawn
  const shift = Number(says(change, /\bdarker skin/)) - Number(says(change, /\b(lighter|paler) skin/))
  return skins[Math.min(7, Math.max(0, place + 2 * shift))] ?? skins[2]
}

function eyesFor(skin: Skin, born: Chance): string {
  if (skins.indexOf(skin) >= 4) return born.pick(['#4a2c1c', '#33201a', '#5d3a20'])
  return born.pick(['#6b4023', '#4a2c1c', '#8a6a35', '#4f7d56', '#4d7fae', '#7c8b94'])
}

const beards = /\b(beard|stubble|moustache|mustache|goatee|clean[- ]shaven)\w*/

function beardOf(words: string, change: string, gender: Gender, chosen: Chance): Look['beard'] {
  const said = says(change, beards) || denies(change, beards) ? change : words
  if (denies(said, beards) || says(said, /clean[- ]shaven/)) return 'none'
  if (says(said, /\b(full|long|thick|big)[^.,;]{0,12}beard/)) return 'full'
  if (says(said, /\bstubble|five o'clock|unshaven/)) return 'stubble'
  if (says(said, /\bmoustache|mustache/)) return 'moustache'
  if (says(said, /\bbeard|goatee/)) return 'short'
  return gender === 'man' ? chosen.pick(['none', 'none', 'stubble', 'short']) : 'none'
}

function hatOf(wears: (pattern: RegExp) => boolean): Look['hat'] {
  if (wears(/\b(beanie|woolly hat|knit(ted)? (hat|cap)|cap)\b/)) return 'beanie'
  return wears(/\b(hat|fedora|sunhat)\b/) ? 'brim' : 'none'
}

const garmentWords =
  /(shirt|blouse|t-shirt|tee|sweater|jumper|cardigan|pullover|knit|turtleneck|roll-?neck|blazer|suit|jacket|coat|hoodie|sweatshirt|dress|gown|top|linen|denim|leather)/

const garments: readonly (readonly [RegExp, Garment])[] = [
  [/\b(turtleneck|roll-?neck|polo neck)/, 'turtleneck'],
  [/\b(hoodie|sweatshirt)/, 'hoodie'],
  [/\b(blazer|suit|jacket)/, 'blazer'],
  [/\bcoat/, 'coat'],
  [/\b(sweater|jumper|cardigan|pullover|knit)/, 'knit'],
  [/\b(t-shirt|tee)\b/, 'tee'],
  [/\b(dress|gown)\b/, 'dress'],
  [/\b(shirt|blouse|linen)\b/, 'shirt'],
]

function garmentOf(change: string, words: string, gender: Gender, chosen: Chance): Garment {
  const drawn: Garment =
    gender === 'woman'
      ? chosen.pick(['shirt', 'knit', 'dress', 'turtleneck', 'blazer', 'tee'])
      : chosen.pick(['shirt', 'knit', 'tee', 'turtleneck', 'blazer', 'hoodie'])
  const plainer = says(change, /\b(less formal|casual)/)
    ? chosen.pick(['tee', 'knit', 'hoodie'] as const)
    : undefined
  return find(change, garments) ?? plainer ?? find(words, garments) ?? drawn
}

/** The colour that is named nearest to the garment; else chance. */
function clothOf(words: string, garment: RegExp, chosen: Chance): string {
  const drawn = chosen.pick(clothes)
  const phrase = words.split(/[.,;]|\band\b|\bwith\b/).find((part) => garment.test(part)) ?? ''
  const named = colourNearest(phrase, garment)
  if (named === undefined) return drawn
  return chosen.happens(0.5) ? lighter(named, 0.08) : darker(mix(named, drawn, 0.06), 0.05)
}

/** The last one before it: "a red scarf over a blue coat" is a red scarf. After it where none is before. */
function colourNearest(phrase: string, garment: RegExp): string | undefined {
  const place = garment.exec(phrase)?.index ?? 0
  const named = clothColours
    .flatMap(([words, colour]) =>
      [...phrase.matchAll(new RegExp(words, 'g'))].map(({ index }) => ({ index, colour })),
    )
    .sort((one, other) => one.index - other.index)
  const before = named.findLast(({ index }) => index <= place)
  return (before ?? named[0])?.colour
}

function exposureOf(change: string): number {
  if (says(change, /\b(lighter|brighter|more light)\b(?! (hair|skin))/)) return 1
  return says(change, /\b(darker|moodier|less light)\b(?! (hair|skin))/) ? -1 : 0
}
