import { resolve } from 'node:path'
import { type BinarySources, defaultSources, findBinary } from './binary.ts'
import { clusterMajor, createCluster, readPassword } from './cluster.ts'
import { type Access, databaseUrl, ensureDatabase } from './connection.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { stopOrphan } from './orphan.ts'
import { claim } from './owner.ts'
import { choosePlace, dataFolderOf } from './place.ts'
import { runServer } from './server.ts'
import { serverSettings, type Settings } from './settings.ts'

export type StartOptions = {
  /** Holds data, password, log and the note of who runs it, such as `.parlor/postgres`. Made when missing. */
  readonly folder: string
  /** Created in the first start. Default `parlor`. */
  readonly database?: string
  /** Default 200. */
  readonly maxConnections?: number
  /** Hears one line for each step that takes time or surprises. */
  readonly onProgress?: (line: string) => void
  /** Gives the start up and leaves nothing running. */
  readonly signal?: AbortSignal
}

/** A running PostgreSQL that this process has started. */
export type RunningPostgres = {
  /** `postgres://user:password@127.0.0.1:port/database`; the port differs with each start. */
  readonly url: string
  /** Such as `18.4`. */
  readonly version: string
  /** Absolute; not below `folder` where root's server user cannot get there. */
  readonly dataFolder: string
  /** Resolves with the reason when the server has ended without `stop`: nothing restarts it. */
  readonly lost: Promise<string>
  /** Ends open connections and stops the server in less than 4 s. May be called again. */
  readonly stop: () => Promise<void>
}

/** What only tests set: settings of the server, and where binaries are looked for. */
export type Internals = { readonly settings?: Settings; readonly sources?: BinarySources }

/**
 * Starts the PostgreSQL cluster in `folder`, or throws an EmbeddedPostgresError that says why it cannot.
 *
 * Whoever has started it must stop it: Ctrl-C does not reach the server. What a killed process has left
 * running on the same folder is stopped first; its committed rows are there. With `held`, the process that
 * runs the cluster is alive, and nothing was touched.
 */
export async function startPostgres(options: StartOptions): Promise<RunningPostgres> {
  const { url, version, dataFolder, lost, stop } = await launch(options)
  return { url, version, dataFolder, lost, stop }
}

/** `startPostgres` for tests as well: it also hands out the access to other databases. */
export async function launch(
  options: StartOptions,
  internals: Internals = {},
): Promise<RunningPostgres & { readonly access: Access }> {
  options.signal?.throwIfAborted()
  try {
    return await launchIn(resolve(options.folder), options, internals)
  } catch (cause) {
    options.signal?.throwIfAborted()
    if (cause instanceof EmbeddedPostgresError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new EmbeddedPostgresError('start-failed', `PostgreSQL cannot use ${options.folder}: ${reason}`, {
      hint: 'May this user write there? What another user has started belongs to that user.',
      cause,
    })
  }
}

async function launchIn(folder: string, options: StartOptions, internals: Internals) {
  const { signal } = options
  const say = options.onProgress ?? (() => undefined)
  const place = await choosePlace(folder, say)
  const { home, user } = place
  const data = dataFolderOf(home)
  const owner = await claim(home)
  try {
    await stopOrphan(data, { say, signal })
    const major = await clusterMajor(home)
    const sources = internals.sources ?? (await defaultSources())
    const binary = await findBinary({ user, major, sources, say })
    if (major === undefined) {
      say(`making a database cluster for PostgreSQL ${binary.version}`)
      await createCluster(place, binary, signal)
    }

    const password = await readPassword(home)
    const settings = { ...serverSettings(binary, options.maxConnections ?? 200), ...internals.settings }
    const server = await runServer({ binary, user, home, data, password, settings, say, signal })
    const stop = async (): Promise<void> => {
      await server.stop()
      await owner.release()
    }

    const access = { port: server.port, password }
    const database = options.database ?? 'parlor'
    await ensureDatabase(access, database).catch(async (error: unknown) => {
      await stop()
      throw error
    })
    const url = databaseUrl(access, database)
    return { url, version: binary.version, dataFolder: data, lost: server.lost, stop, access }
  } catch (error) {
    await owner.release()
    throw error
  }
}
