import { setTimeout as wait } from 'node:timers/promises'

/** Gives the words one by one, each with the space after it, at `paceMs` per word; throws the signal's reason. */
export async function* words(text: string, paceMs: number, signal: AbortSignal): AsyncGenerator<string> {
  for (const word of text.match(/\S+\s*|\s+/g) ?? []) {
    signal.throwIfAborted()
    if (paceMs > 0) await pause(paceMs * (0.6 + Math.min(1.4, word.length / 8)), signal)
    yield word
  }
}

/** `timers/promises` wraps the reason in an AbortError; the contract wants the reason itself. */
async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(delayMs, undefined, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}
