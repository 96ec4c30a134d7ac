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

/** `npm run chaos` begins with them; `npm test` repeats those of the provider that it has. What broke once stays whole. */
export const scars: readonly Scar[] = [
  {
    seed: 2002,
    point: 'inbox.applied',
    blow: 'cut',
    provider: 'repeats',
    broke:
      'two processes wrote the sandbox’s ledger at once: a payment was lost, and began anew when it was applied again',
  },
  {
    seed: 3001,
    point: 'photo.billed',
    blow: 'kill',
    provider: 'finds',
    broke:
      'a start that was found only after its deadline was given up unasked, though its picture was there and paid',
  },
]
