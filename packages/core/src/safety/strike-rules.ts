import { z } from 'zod'
import { namesMinors } from './verdict.ts'

/** The longest pause: from there on the same pause comes again. */
const longestMinutes = 24 * 60

const rule = (pauseAfter: number, pauseMinutes: number, lockAfter: number) =>
  z
    .object({
      /** With so many in the window painting pauses; with each further one twice as long, a day at most. */
      pauseAfter: z.int().min(1).max(1000).default(pauseAfter),
      pauseMinutes: z.int().min(1).max(longestMinutes).default(pauseMinutes),
      /** With so many in the window painting stops until an operator has looked; 0 is never. */
      lockAfter: z.int().min(0).max(1000).default(lockAfter),
    })
    .prefault({})

/** When refusals pause or lock painting. Why these numbers: docs/strikes.md. */
export const strikeSettings = z.object({
  windowDays: z.int().min(1).max(365).default(30),
  /** The person's own words, refused beside their field, about somebody below the minimum age. */
  minor: rule(3, 15, 6),
  /** The person's own words, about somebody who exists. */
  realPerson: rule(4, 15, 12),
  /** The person's own words, for another reason of a moderator's. */
  other: rule(5, 15, 25),
  /** A prompt, what a picture shows, what a provider refuses: often nobody's fault. */
  indirect: rule(5, 15, 0),
})

export type StrikeSettings = z.output<typeof strikeSettings>
export type StrikeKind = Exclude<keyof StrikeSettings, 'windowDays'>
export type StrikeStage = 'description' | 'change' | 'prompt' | 'image' | 'provider'

/**
 * By which rule a refusal counts, and for which of its categories: the gravest, wherever it stands.
 *
 * Only words that were refused beside their field can lock somebody out. A whole prompt is ours for the most part, and a
 * scene is a chat model's.
 */
export function strikeKind(
  stage: StrikeStage,
  categories: readonly string[],
): { readonly kind: StrikeKind; readonly category: string } {
  const minor = categories.find(namesMinors)
  const person = categories.find((category) => category === 'real-person')
  const category = minor ?? person ?? categories[0] ?? 'unnamed'
  if (stage !== 'description' && stage !== 'change') return { kind: 'indirect', category }
  if (minor !== undefined) return { kind: 'minor', category }
  return { kind: person === undefined ? 'other' : 'realPerson', category }
}

/** What the n-th strike of a kind brings: nothing, a pause of so many minutes, or a lock. */
export function consequenceOf(
  settings: StrikeSettings,
  kind: StrikeKind,
  count: number,
): 'none' | 'lock' | { readonly minutes: number } {
  const { pauseAfter, pauseMinutes, lockAfter } = settings[kind]
  if (lockAfter > 0 && count >= lockAfter) return 'lock'
  if (count < pauseAfter) return 'none'
  return { minutes: Math.min(longestMinutes, pauseMinutes * 2 ** Math.min(12, count - pauseAfter)) }
}

/** Whether the next strike of this kind would lock: somebody has to be told before it happens. */
export function isNextALock(settings: StrikeSettings, kind: StrikeKind, count: number): boolean {
  return consequenceOf(settings, kind, count + 1) === 'lock'
}
