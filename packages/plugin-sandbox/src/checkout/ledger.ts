import { randomUUID } from 'node:crypto'
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { money, purchase } from './purchase.ts'

const time = z.iso.datetime()

/** One subscription as it stands in its file; times in ISO 8601. The defaults read files of earlier versions. */
const entry = purchase
  .extend({
    outcome: z.enum(['paid', 'declined', 'pending']),
    startedAt: time,
    /** Periods are counted from here: the start, the end of the free days, or the last change of the interval. */
    countedFrom: time.optional(),
    endsAt: time.nullable(),
    changedAt: time,
    /** What was billed before `billedUntil`; whatever begins later is computed. */
    billed: z.array(z.object({ at: time, total: money })).default([]),
    billedUntil: time.nullable().default(null),
    /** Taken off the next payments, in micros. */
    credit: z.number().default(0),
    /** A renewal that failed and is not paid yet. */
    dueSince: time.nullable().default(null),
    /** The last answer of a page for cards, so that it counts once. */
    card: z.string().nullable().default(null),
  })
  .transform(({ countedFrom, ...rest }) => ({ ...rest, countedFrom: countedFrom ?? rest.startedAt }))
export type Entry = z.output<typeof entry>

/** The subscriptions in `<folder>/billing`, a file for each. */
export type Ledger = {
  readonly find: (id: string) => Promise<Entry | undefined>
  readonly all: () => Promise<readonly Entry[]>
  /** What `change` sees is what it changes. It returns the new entry, or `undefined` to leave it. */
  readonly update: (
    id: string,
    change: (entry: Entry | undefined) => Entry | undefined,
  ) => Promise<Entry | undefined>
}

const isId = (id: string) => z.uuid().safeParse(id).success

/**
 * Opens the ledger; the folder is made by the first write.
 *
 * Webs and workers write to it at the same moment: with one file for all, one of two payments was lost. What is
 * new is linked to its name, which only one of them can do, and whole when it is seen; a change replaces the file.
 * Changes of one subscription are serialised within a process.
 */
export function ledger(folder: string): Ledger {
  const place = join(folder, 'billing')
  const pathOf = (id: string) => join(place, `${id}.json`)
  let queue: Promise<unknown> = Promise.resolve()

  async function find(id: string): Promise<Entry | undefined> {
    // The id comes from outside: it must not lead out of the folder.
    if (!isId(id)) return undefined
    try {
      return entry.parse(JSON.parse(await readFile(pathOf(id), 'utf8')))
    } catch (cause) {
      if (isCode(cause, 'ENOENT')) return undefined
      throw new Error(`The sandbox's ledger ${pathOf(id)} cannot be read`, { cause })
    }
  }

  /** False: somebody else was first. */
  async function write(content: Entry, options: { readonly isNew: boolean }): Promise<boolean> {
    const draft = join(place, `${randomUUID()}.tmp`)
    await mkdir(place, { recursive: true })
    try {
      await writeFile(draft, JSON.stringify(content, null, 2), { mode: 0o600 })
      if (options.isNew) await link(draft, pathOf(content.id))
      else await rename(draft, pathOf(content.id))
      return true
    } catch (error) {
      if (options.isNew && isCode(error, 'EEXIST')) return false
      throw error
    } finally {
      await rm(draft, { force: true })
    }
  }

  return {
    find,
    async all() {
      const names = await readdir(place).catch((error: unknown) => {
        if (isCode(error, 'ENOENT')) return []
        throw error
      })
      const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length))
      const entries = await Promise.all(ids.map(find))
      return entries.filter((one) => one !== undefined)
    },
    update(id, change) {
      const result = queue.then(async () => {
        for (;;) {
          const before = await find(id)
          const changed = change(before)
          if (changed === undefined) return before
          if (await write(changed, { isNew: before === undefined })) return changed
        }
      })
      queue = result.catch(() => undefined) // the caller gets the error; the next one starts anew
      return result
    },
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
