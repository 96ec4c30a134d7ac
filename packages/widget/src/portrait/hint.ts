import type { Gender } from '../api/shapes.ts'
import { hairWords, type Curl, type Hair } from './hair-words.ts'

/** What the drawn figure takes from a person's words. */
export type Hint = {
  readonly hair: Hair
  readonly hairColor: string
  readonly skin: readonly [light: string, dark: string]
  readonly cloth: string
  readonly curl: Curl
  readonly hasGlasses: boolean
  readonly hasBeard: boolean
  readonly hasFreckles: boolean
}

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
  const { hair, color, curl } = hairWords(gender, text)
  return {
    hair,
    hairColor: color,
    curl,
    skin: skins.find(([pattern]) => pattern.test(text))?.[1] ?? ['#f7d8c3', '#d9a184'],
    cloth: clothOf(gender, text),
    hasGlasses: /\bglasses\b/.test(text),
    hasBeard: /\b(beard|stubble|bearded)\b/.test(text),
    hasFreckles: /\bfreckle/.test(text),
  }
}

function clothOf(gender: Gender | undefined, text: string): string {
  if (/\b(linen|white|cream)\b[\w\s]*\b(shirt|dress|blouse|sweater|t-shirt)/.test(text)) return '#e7d8cb'
  if (/\bdenim\b/.test(text)) return '#46587c'
  if (/\bblack\b[\w\s]*\b(turtleneck|shirt|dress|jacket|sweater)/.test(text)) return '#251d29'
  if (gender === 'man') return '#3d3450'
  return gender === 'nonbinary' ? '#55405f' : '#5d2945'
}
