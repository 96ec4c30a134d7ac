/** The first try and three retries. */
export const maxTries = 3

/** 2 s, 8 s, 32 s, each with up to a quarter of jitter, so that many failures do not return together. */
export function retryDelayMs(tries: number, random: () => number = Math.random): number {
  return Math.round(2000 * 4 ** (tries - 1) * (1 + random() / 4))
}
