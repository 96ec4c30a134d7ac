import { msg, str } from '@lit/localize'
import { isLate, placeWords, shareOf } from '../api/photo-wait.ts'
import type { Photo } from '../api/shapes.ts'

/** What a person reads while a look develops. */
export function stageWords(photo: Photo): string {
  if (photo.state === 'finishing') return msg('The last touches.')
  if (photo.tries > 0) return msg('One try did not come out, so it is being painted again.')
  if (photo.state === 'queued') {
    const place = placeWords(photo)
    return place === undefined ? msg('Getting everything ready.') : `${place}.`
  }
  if (photo.state === 'starting') return msg('Sketching.')
  if (isLate(photo)) return msg('Still painting.')
  return progressOf(photo) > 50 ? msg('Almost there.') : msg('Finding the light.')
}

/** Percent for the bar; a little of it from the first moment, so that it is seen to be one. */
export function progressOf(photo: Photo): number {
  if (photo.state === 'ready') return 100
  return Math.round(Math.max(0.03, shareOf(photo)) * 100)
}

/** "Usually 30 seconds": rounded the way people would say it. */
export function usualWait(expectedMs: number): string {
  const seconds = Math.max(1, Math.round(expectedMs / 1000))
  if (seconds < 10) return seconds === 1 ? msg('Usually a second.') : msg(str`Usually ${seconds} seconds.`)
  if (seconds < 90) return msg(str`Usually ${Math.round(seconds / 5) * 5} seconds.`)
  return msg(str`Usually ${Math.round(seconds / 60)} minutes.`)
}

/** How blurred the drawn figure is: it comes nearer with each stage, and does not go back for another try. */
export function developingBlur(photo: Photo | undefined): number {
  if (photo && photo.tries > 0) return 4
  if (!photo || photo.state === 'queued') return 9
  if (photo.state === 'starting') return 8
  if (photo.state === 'finishing') return 3.5
  return 7 - (progressOf(photo) / 100) * 3
}

/** Blur before there is an account, by question: the portrait is the progress bar. */
export function meetingBlur(step: number): number {
  return [24, 19, 16, 13, 11][step] ?? 24
}
