import { readFile } from 'node:fs/promises'

/** A file's text, or why it cannot be read. */
export type Reading = { readonly text: string } | { readonly trouble: string }

/**
 * Looks at a file and tells each change once, as soon as two looks in a row have found the same: half-written is not
 * there yet. The content is what counts: files are replaced, renamed and linked anew, of which no watcher hears all.
 */
export function watchedText(path: string, initial: string) {
  let told: Reading = { text: initial }
  let seen: Reading = told
  return {
    async look(): Promise<Reading | undefined> {
      const now = await read(path)
      const isAtRest = isSame(now, seen)
      seen = now
      if (!isAtRest || isSame(now, told)) return undefined
      told = now
      return now
    },
  }
}

async function read(path: string): Promise<Reading> {
  try {
    return { text: await readFile(path, 'utf8') }
  } catch (error) {
    return { trouble: (error as NodeJS.ErrnoException).code ?? String(error) }
  }
}

function isSame(one: Reading, other: Reading): boolean {
  if ('text' in one) return 'text' in other && one.text === other.text
  return 'trouble' in other && one.trouble === other.trouble
}
