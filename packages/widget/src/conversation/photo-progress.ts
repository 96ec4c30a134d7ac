import { msg, str } from '@lit/localize'
import { isLate, leftMs, placeWords, shareOf } from '../api/photo-wait.ts'
import type { PhotoCard } from './row.ts'
import { isMoving } from './row.ts'

/** How far a photo is, for the bar and in words. */
export type PhotoProgress = { readonly fraction: number; readonly isLate: boolean; readonly words: string }

/** Says honestly what is known: the place or the stage, and what is left of the usual time or that it takes longer. */
export function photoProgress(card: PhotoCard, now: number): PhotoProgress {
  if (card.state === 'hidden' || !isMoving(card)) return { fraction: 0, isLate: false, words: '' }
  const elapsedMs = card.elapsedMs + Math.max(0, now - card.measuredAt)
  const wait = { ...card, state: card.state, elapsedMs }
  const fraction = shareOf(wait)
  if (card.isStopping) return { fraction, isLate: false, words: msg('Stopping') }
  const late = isLate(wait)
  const left = leftMs(wait)
  const words = [stageOf(card)]
  if (late) words.push(msg('Taking longer than usual'))
  else if (left !== undefined) words.push(about(left))
  return { fraction, isLate: late, words: words.join(' · ') }
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

function stageOf(card: PhotoCard): string {
  const { state, tries, place } = card
  if (state === 'finishing') return msg('Finishing')
  if (tries > 0) return msg('Trying once more')
  if (state === 'generating') return msg('Developing')
  return (state === 'queued' && placeWords({ state, place })) || msg('Getting ready')
}
