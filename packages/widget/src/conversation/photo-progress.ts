import { msg, str } from '@lit/localize'
import type { PhotoCard } from './row.ts'

/** How far a photo is, for the bar and in words. `fraction` is of the expected time, not of the work. */
export type PhotoProgress = { readonly fraction: number; readonly isLate: boolean; readonly words: string }

/** Says honestly what is known: the stage and what is left of the usual time, or that it takes longer. */
export function photoProgress(card: PhotoCard, now: number): PhotoProgress {
  const elapsedMs = card.elapsedMs + Math.max(0, now - card.measuredAt)
  const leftMs = card.expectedMs - elapsedMs
  const isLate = leftMs <= 0
  // never the whole bar before the photo is there
  const fraction = card.expectedMs > 0 ? Math.min(0.96, elapsedMs / card.expectedMs) : 0
  const words = [stageOf(card)]
  if (isLate) words.push(msg('Taking longer than usual'))
  else if (!card.isAgain) words.push(about(leftMs))
  return { fraction, isLate, words: words.join(' · ') }
}

/** "about 6 s", "about 2 min". */
export function about(durationMs: number): string {
  const seconds = Math.max(1, Math.round(durationMs / 1_000))
  return seconds < 90 ? msg(str`about ${seconds} s`) : msg(str`about ${Math.round(seconds / 60)} min`)
}

/** The same for a screen reader, without abbreviations. */
export function aboutInWords(durationMs: number): string {
  const seconds = Math.max(1, Math.round(durationMs / 1_000))
  if (seconds < 90) return seconds === 1 ? msg('about 1 second') : msg(str`about ${seconds} seconds`)
  const minutes = Math.round(seconds / 60)
  return minutes === 1 ? msg('about 1 minute') : msg(str`about ${minutes} minutes`)
}

function stageOf({ state, isAgain }: PhotoCard): string {
  if (isAgain) return msg('Trying once more')
  if (state === 'generating') return msg('Developing')
  if (state === 'finishing') return msg('Finishing')
  return msg('Getting ready')
}
