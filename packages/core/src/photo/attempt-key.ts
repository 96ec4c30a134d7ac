import type { PhotoRow } from './records.ts'

/** One key for each paid attempt: a lost answer keeps it, a certain failure begins the next. */
export function attemptKey(photo: PhotoRow): string {
  return `${photo.id}.${photo.tries}`
}
