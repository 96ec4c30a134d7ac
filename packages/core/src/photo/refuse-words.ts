import { PlatformError } from '../platform-error.ts'
import type { Judgement } from '../safety/moderation.ts'
import { effectWords } from '../safety/painting-pause.ts'
import { addStrike } from '../safety/strikes.ts'
import { namesMinors } from '../safety/verdict.ts'
import type { PhotoContext } from './photo-context.ts'
import { refusedBy } from './photo-offence.ts'

/** Counts words that may not be painted, audited, and gives the problem that tells the person so. */
export async function refuseWords(
  context: PhotoContext,
  account: string,
  refused: {
    readonly stage: 'description' | 'change'
    /** The field that the words stand in. */
    readonly path: string
    readonly words: string
    readonly verdict: Judgement
  },
): Promise<PlatformError> {
  const { stage, path, words, verdict } = refused
  const { categories, judged } = verdict
  const effect = await context.database.knex.transaction(async (transaction) => {
    const offence = { account, stage, categories, by: refusedBy(verdict), words, judged }
    return await addStrike(transaction, offence, context.strikes)
  })
  const message = `${whatToWrite(categories)}${effectWords(effect)}`
  return new PlatformError('validation', 'This description cannot be painted', {
    errors: [{ path, message }],
  })
}

/** Kind words. Which word was found is not told, that would teach how to get around it; what to leave out is. */
function whatToWrite(categories: readonly string[]): string {
  if (categories.some(namesMinors))
    return 'Please describe a fictional adult in everyday words, with nothing about childhood, school or looking younger'
  return categories.includes('real-person')
    ? 'Please describe somebody invented: real people are not painted, nor people whom you know'
    : 'Please describe a fictional adult in everyday words'
}
