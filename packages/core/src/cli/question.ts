import { createInterface } from 'node:readline/promises'
import { PlatformError } from '../platform-error.ts'

/** Asks for a yes. Throws `validation` where nobody is there to answer. */
export async function askOnTerminal(words: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new PlatformError(
      'validation',
      'Nobody is there to answer: nothing was changed. Say --yes to do it.',
    )
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(`${words} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}
