import type { Verdict } from '@parlor/plugin-kit'
import type { Config } from './config.ts'

/** What the model says: a probability for each class, which together are about 1. */
export type Scores = Readonly<Record<string, number>>

const classes = ['drawing', 'hentai', 'neutral', 'porn', 'sexy'] as const

/**
 * The verdict of an operator's limits on the model's scores, the highest first. Throws for scores that are none, such as
 * NaN of a model that was loaded in pieces: those would be below every limit.
 */
export function verdictOn(scores: Scores, block: Config['block']): Verdict {
  const sum = classes.reduce((total, name) => total + (scores[name] ?? Number.NaN), 0)
  // Written so that NaN is refused.
  if (!(Math.abs(sum - 1) < 0.05)) throw new Error('The classifier gave no probabilities')
  const over = classes
    .filter((name) => block[name] !== undefined && (scores[name] ?? 0) >= block[name])
    .toSorted((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0))
  return { action: over.length === 0 ? 'allow' : 'block', categories: over }
}
