/** Shorter than in earnest (30 s and 15 s): what is looked for is what comes after, not the waiting. */
export const claimSeconds = 6
export const sweepSeconds = 2
