import { msg, str } from '@lit/localize'
import type { Photo } from './shapes.ts'

/** What is known of a photo that somebody waits for; all times count from the moment it was asked for. */
export type PhotoWait = Pick<
  Photo,
  'state' | 'place' | 'tries' | 'elapsedMs' | 'waitedMs' | 'expectedMs' | 'lateMs'
>

/** What the person was told: that the end costs nothing, or that it counts all the same. */
export type CancelOptions = { readonly whileFree: boolean }

/** The server counts no further: what it says then is "at least". */
const farthestPlace = 200

/**
 * How full a bar may be, from 0 to 1: never full before the photo is there, and empty as long as it waits, since
 * nothing is done yet. The expected time is what half of them take, so it leaves room, and beyond it each step is
 * smaller. Who draws it keeps the fullest that was shown: another try takes nothing back.
 */
export function shareOf(wait: PhotoWait): number {
  const run = wait.expectedMs - wait.waitedMs
  if (wait.state === 'queued' || run <= 0) return 0
  const share = Math.max(0, wait.elapsedMs - wait.waitedMs) / run
  const shown = share <= 1 ? share * 0.85 : 0.96 - 0.11 / share
  return wait.state === 'finishing' ? Math.max(0.9, shown) : shown
}

/** Longer than nearly every photo took; in the queue: than one takes altogether. */
export function isLate({ state, elapsedMs, waitedMs, lateMs }: PhotoWait): boolean {
  if (lateMs <= 0) return false
  return elapsedMs > (state === 'queued' ? lateMs - waitedMs : lateMs)
}

/** Milliseconds until it usually is there; undefined where that would be a guess. */
export function leftMs({ place, tries, elapsedMs, expectedMs }: PhotoWait): number | undefined {
  if (tries > 0 || (place ?? 0) > 0 || expectedMs <= elapsedMs) return undefined
  return expectedMs - elapsedMs
}

/** "3 photos before yours"; undefined for who does not wait behind others. */
export function placeWords({ state, place }: Pick<PhotoWait, 'state' | 'place'>): string | undefined {
  if (state !== 'queued' || place === null || place === 0) return undefined
  if (place >= farthestPlace) return msg(str`${farthestPlace} photos and more before yours`)
  return place === 1 ? msg('1 photo before yours') : msg(str`${place} photos before yours`)
}

/** Whether its end may still be asked for: once its picture is ours it is as good as there. */
export function mayCancel({ state }: Pick<PhotoWait, 'state'>): boolean {
  return state === 'queued' || state === 'starting' || state === 'generating'
}
