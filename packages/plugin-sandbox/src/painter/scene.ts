import { chance } from '../chance.ts'
import { find, says } from './words.ts'

export const places = [
  'abstract',
  'window',
  'beach',
  'cafe',
  'street',
  'forest',
  'garden',
  'kitchen',
  'mountain',
  'city',
  'library',
  'concert',
  'home',
  'lake',
  'field',
] as const
export type Place = (typeof places)[number]
export type Hour = 'morning' | 'day' | 'sunset' | 'evening' | 'night'

/** What a picture shows around the person, and how the person stands in it. */
export type Scene = {
  readonly place: Place
  readonly hour: Hour
  readonly weather: 'clear' | 'rain' | 'snow'
  readonly prop: 'none' | 'cup' | 'book' | 'umbrella' | 'flowers'
  readonly mood: 'gaze' | 'smile' | 'laugh' | 'dreamy'
  /** Degrees of the head. */
  readonly tilt: number
  /** -1 to 1: from where the key light comes. */
  readonly light: -1 | 1
  /** -1 to 1: how far the face turns. */
  readonly turn: number
  readonly shift: number
  readonly scale: number
  /** Feeds what is drawn by chance in the background. */
  readonly grain: string
}

const placeWords: readonly (readonly [RegExp, Place])[] = [
  [/\b(beach|seaside|sea|ocean|shore|coast|dunes?|strand|playa|plage)\b/, 'beach'],
  [/\b(cafe|coffee (shop|house)|bistro|bakery|restaurant|bar)\b|caf\u00e9/, 'cafe'],
  [/\b(library|book ?shop|book ?store|bookshel(f|ves)|museum)\b/, 'library'],
  [/\b(concert|stage|festival|club|gig|party|dancing)\b/, 'concert'],
  [/\b(kitchen|cooking|baking|breakfast|dinner table)\b/, 'kitchen'],
  [/\b(garden|flowers?|blossoms?|roses?|greenhouse|orchard|balcony|terrace)\b/, 'garden'],
  [/\b(forest|woods?|park|trees?|trail|jungle|path)\b/, 'forest'],
  [/\b(mountains?|alps|summit|hik(e|ing)|cliff|hills?|ski)\b/, 'mountain'],
  [/\b(lake|river|pier|harbou?r|boat|bridge)\b/, 'lake'],
  [/\b(field|meadow|countryside|farm|wheat|vineyard|picnic)\b/, 'field'],
  [/\b(rooftop|skyline|city|downtown|skyscrapers?)\b/, 'city'],
  [/\b(street|alley|market|road|sidewalk|neon|town|walking home|outside)\b/, 'street'],
  [/\b(window|windowsill|train|desk|office|studio)\b/, 'window'],
  [
    /\b(home|sofa|couch|living room|fireplace|armchair|bed(room)?|blanket|candles?|cozy|cosy|reading)\b/,
    'home',
  ],
]

const hourWords: readonly (readonly [RegExp, Hour])[] = [
  [/\b(sunset|golden hour|golden light|last of the sun|sundown)\b/, 'sunset'],
  [/\b(night|midnight|moonlight|stars|starry|neon|after dark)\b/, 'night'],
  [/\b(evening|dusk|twilight|candles?|candlelight|fireplace|lamp)\b/, 'evening'],
  [/\b(morning|sunrise|dawn|breakfast|early)\b/, 'morning'],
  [/\b(noon|midday|afternoon|sunny|daylight|sunshine|day)\b/, 'day'],
]

/** Recognises place, hour, weather and prop; pose and what is not said come from the scene's text and the seed. */
export function scene(text: string, seed: number): Scene {
  const words = text.toLowerCase()
  const drawn = chance(`scene ${words} ${words === '' ? seed : ''}`)
  const weather = weatherOf(words)
  const place = find(words, placeWords) ?? (weather === 'clear' ? hourPlace(words) : 'street')
  const hour =
    find(words, hourWords) ?? usualHour(place, drawn.pick<Hour>(['morning', 'day', 'day', 'sunset']))
  const plain = words === ''
  return {
    place: weather === 'snow' && place === 'street' && !says(words, /street|city|town/) ? 'mountain' : place,
    hour,
    weather,
    prop: propOf(words, weather),
    mood:
      moodOf(words) ??
      drawn.pick(
        plain ? ['gaze', 'gaze', 'smile'] : ['gaze', 'smile', 'laugh', 'gaze', 'smile', 'smile', 'dreamy'],
      ),
    tilt: drawn.between(-7, 7),
    light: drawn.happens(0.5) ? 1 : -1,
    turn: drawn.between(-1, 1),
    shift: plain ? drawn.between(-14, 14) : drawn.between(-95, 95),
    scale: plain ? 1.2 : drawn.between(0.98, 1.22),
    grain: `${words} ${plain ? seed : ''}`,
  }
}

function weatherOf(words: string): Scene['weather'] {
  if (says(words, /\b(snow(y|ing|fall)?|winter|skiing|frost)/)) return 'snow'
  return says(words, /\b(rain(y|ing)?|drizzle|umbrella|storm)/) ? 'rain' : 'clear'
}

/** A sky is enough of a place when only the light is named. */
function hourPlace(words: string): Place {
  const hour = find(words, hourWords)
  if (hour === 'sunset' || hour === 'day') return 'field'
  if (hour === 'morning') return 'window'
  if (hour === 'evening') return 'home'
  return hour === 'night' ? 'city' : 'abstract'
}

function usualHour(place: Place, drawn: Hour): Hour {
  if (place === 'concert') return 'night'
  if (place === 'home') return 'evening'
  return place === 'window' || place === 'kitchen' ? 'morning' : drawn
}

function propOf(words: string, weather: Scene['weather']): Scene['prop'] {
  if (says(words, /\b(cup|mug|tea|coffee|cocoa|espresso|latte)\b/) && !says(words, /coffee (shop|house)/))
    return 'cup'
  if (says(words, /\b(flowers|bouquet|roses)\b/) && says(words, /\b(hold|with|bouquet)/)) return 'flowers'
  if (says(words, /\b(reading|with a book|holding a book|novel)\b/)) return 'book'
  return weather === 'rain' && !says(words, /\bwindow|home|caf/) ? 'umbrella' : 'none'
}

function moodOf(words: string): Scene['mood'] | undefined {
  const mood = find(words, moodWords)
  // whoever looks at somebody has their eyes open
  return mood === 'dreamy' && says(words, lookWords) ? 'smile' : (mood ?? find(words, [[lookWords, 'gaze']]))
}

const lookWords =
  /\b(look(s|ing)? (straight )?(at|into) (the camera|the lens|me|you)|facing the camera|eye contact|eyes open)\b/

const moodWords: readonly (readonly [RegExp, Scene['mood']])[] = [
  [/\b(laugh\w*|giggl\w*|grin\w*)\b/, 'laugh'],
  [/\b(smil\w+|happy|cheerful)\b/, 'smile'],
  [/\b(dreamy|sleepy|eyes closed|peaceful|relaxed|calm)\b/, 'dreamy'],
]
