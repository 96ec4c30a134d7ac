import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { readPassword } from './cluster.ts'
import { databaseUrl } from './connection.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { livingOwner } from './owner.ts'
import { choosePlace, dataFolderOf } from './place.ts'
import { codeOf } from './process-start.ts'

/** A PostgreSQL that another process has started, and will stop. */
export type JoinedPostgres = {
  readonly url: string
  /** The process that runs it. */
  readonly owner: number
}

/** A server that is just starting may recover from a crash first. */
const patienceMs = 20_000
const lookEveryMs = 100

/**
 * Finds the PostgreSQL of `folder` that another process runs now, for a command beside it; undefined when
 * nobody does. Throws `held` when it does not become ready.
 */
export async function joinPostgres(options: {
  readonly folder: string
  /** Default `parlor`. */
  readonly database?: string
  readonly signal?: AbortSignal
}): Promise<JoinedPostgres | undefined> {
  const { home } = await choosePlace(resolve(options.folder), () => undefined)
  const begin = Date.now()
  for (;;) {
    const owner = await livingOwner(home)
    if (owner === undefined) return undefined
    const port = await readyPort(dataFolderOf(home))
    if (port !== undefined) {
      const access = { port, password: await readPassword(home) }
      return { url: databaseUrl(access, options.database ?? 'parlor'), owner }
    }
    if (Date.now() - begin > patienceMs) {
      throw new EmbeddedPostgresError('held', `process ${owner} holds the database, which is not ready`, {
        hint: `Wait until process ${owner} has started, or stop it.`,
      })
    }
    await delay(lookEveryMs, undefined, options.signal && { signal: options.signal })
  }
}

/** The port, from the file that PostgreSQL keeps while it runs; its eighth line tells when it is ready. */
async function readyPort(data: string): Promise<number | undefined> {
  try {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')
    return lines[7]?.trim() === 'ready' ? Number(lines[3]) : undefined
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
