import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { receipt } from './purchase.ts'

/** One subscription as it stands in `billing.json`; times in ISO 8601. */
const entry = receipt.extend({
  startedAt: z.iso.datetime(),
  endsAt: z.iso.datetime().nullable(),
  changedAt: z.iso.datetime(),
})
export type Entry = z.output<typeof entry>

const book = z.record(z.string(), entry)
type Book = z.output<typeof book>

/** The subscriptions in `<folder>/billing.json`, by id. */
export type Ledger = {
  readonly read: () => Promise<Book>
  /** Runs alone: what `change` sees is what it changes. It returns the new entry, or `undefined` to leave it. */
  readonly update: (
    id: string,
    change: (entry: Entry | undefined) => Entry | undefined,
  ) => Promise<Entry | undefined>
}

/**
 * Opens the ledger; the file is made by the first write.
 *
 * Writes go to a temporary file that is renamed, so a crash leaves the old state or the new one. They
 * are serialised within this process; the sandbox is meant for one process.
 */
export function ledger(folder: string): Ledger {
  const path = join(folder, 'billing.json')
  let queue: Promise<unknown> = Promise.resolve()

  async function read(): Promise<Book> {
    try {
      return book.parse(JSON.parse(await readFile(path, 'utf8')))
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return {}
      throw new Error(`The sandbox's ledger ${path} cannot be read`, { cause })
    }
  }

  async function write(content: Book): Promise<void> {
    const draft = `${path}.${randomUUID()}.tmp`
    await mkdir(folder, { recursive: true })
    try {
      await writeFile(draft, JSON.stringify(content, null, 2), { mode: 0o600 })
      await rename(draft, path)
    } finally {
      await rm(draft, { force: true })
    }
  }

  return {
    read,
    update(id, change) {
      const result = queue.then(async () => {
        const all = await read()
        const changed = change(all[id])
        if (changed === undefined) return all[id]
        await write({ ...all, [id]: changed })
        return changed
      })
      queue = result.catch(() => undefined) // the caller gets the error; the next one starts anew
      return result
    },
  }
}
