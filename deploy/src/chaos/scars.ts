import type { Blow } from './points.ts'

/** A run that failed once. */
export type Scar = {
  readonly seed: number
  readonly point: string
  readonly blow: Blow
  readonly provider: 'repeats' | 'finds'
  /** What was broken then. */
  readonly then: string
}

/** `npm run chaos` begins with them, and `npm test` repeats them: what broke once stays whole. */
export const scars: readonly Scar[] = []
