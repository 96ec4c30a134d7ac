import type { Blow } from './points.ts'

/** A run that failed once. */
export type Scar = {
  readonly seed: number
  readonly point: string
  readonly blow: Blow
  readonly provider: 'repeats' | 'finds'
  /** What was broken then. */
  readonly broke: string
}

/** `npm run chaos` begins with them, and `npm test` repeats them: what broke once stays whole. */
export const scars: readonly Scar[] = [
  {
    seed: 2002,
    point: 'inbox.applied',
    blow: 'cut',
    provider: 'repeats',
    broke:
      'two processes wrote the sandbox’s ledger at once: a payment was lost, and began anew when it was applied again',
  },
]
