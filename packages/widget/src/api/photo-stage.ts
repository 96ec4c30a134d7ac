import type { PhotoState } from './shapes.ts'

const stages: readonly PhotoState[] = ['queued', 'starting', 'generating', 'finishing']

/** Whether a photo stands before the stage that it had reached: that try failed, and the server begins anew. */
export function fellBack(before: PhotoState, now: PhotoState): boolean {
  return stages.includes(now) && stages.indexOf(now) < stages.indexOf(before)
}
