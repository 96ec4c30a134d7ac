/** How long a claim lives without being kept, and how often the sweeper comes by. */
export type Recovery = { readonly claimSeconds: number; readonly sweepSeconds: number }

/** Shorter than in earnest (30 s and 15 s): what is looked for is what comes after, not the waiting. */
export const usualRecovery: Recovery = { claimSeconds: 6, sweepSeconds: 2 }
