import { msg, str } from '@lit/localize'
import type { Photo } from '../api/shapes.ts'

/** What a person reads while a look develops. */
export function stageWords(photo: Photo): string {
  if (photo.state === 'queued') return msg('Getting everything ready.')
  if (photo.state === 'starting') return msg('Sketching.')
  if (photo.state === 'finishing') return msg('The last touches.')
  return progressOf(photo) > 50 ? msg('Almost there.') : msg('Finding the light.')
}

/**
 * Percent for the bar: never 100 before the look is there, since a full bar that waits is a lie.
 *
 * The expected time is what half of them take, so it leaves room, and beyond it each step is smaller.
 */
export function progressOf(photo: Photo): number {
  if (photo.state === 'ready') return 100
  if (photo.expectedMs <= 0) return 0
  const share = photo.elapsedMs / photo.expectedMs
  const shown = share <= 1 ? share * 0.85 : 0.96 - 0.11 / share
  return Math.round(Math.max(0.03, shown) * 100)
}

export function isLate(photo: Photo): boolean {
  return photo.expectedMs > 0 && photo.elapsedMs > photo.expectedMs * 1.5 + 3_000
}

/** "Usually 30 seconds": rounded the way people would say it. */
export function usualWait(expectedMs: number): string {
  const seconds = Math.max(1, Math.round(expectedMs / 1000))
  if (seconds < 10) return seconds === 1 ? msg('Usually a second.') : msg(str`Usually ${seconds} seconds.`)
  if (seconds < 90) return msg(str`Usually ${Math.round(seconds / 5) * 5} seconds.`)
  return msg(str`Usually ${Math.round(seconds / 60)} minutes.`)
}

/** How blurred the drawn figure is: it comes nearer with each stage, and does not go back for another try. */
export function developingBlur(photo: Photo | undefined, again?: string): number {
  if (photo && photo.id === again) return 4
  if (!photo || photo.state === 'queued') return 9
  if (photo.state === 'starting') return 8
  if (photo.state === 'finishing') return 3.5
  return 7 - (progressOf(photo) / 100) * 3
}

/** Blur before there is an account, by question: the portrait is the progress bar. */
export function meetingBlur(step: number): number {
  return [24, 19, 16, 13, 11][step] ?? 24
}
