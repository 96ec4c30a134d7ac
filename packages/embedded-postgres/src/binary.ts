import { access, readdir, realpath } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { copyBinaries, embeddedFolder, linkLibraries } from './embedded-package.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { run, type ServerUser } from './run.ts'
import { temporaryFolder } from './server-user.ts'

/** A PostgreSQL that was seen to run as the server's user. `version` is like `18.4`, `major` like `18`. */
export type Binary = {
  readonly postgres: string
  readonly initdb: string
  readonly version: string
  readonly major: number
}

/** Where to look: the `native` folder of the package, then folders that may hold a `postgres`. */
export type BinarySources = { readonly native: string | undefined; readonly folders: readonly string[] }

export type FindOptions = {
  readonly user: ServerUser | undefined
  /** The major version that wrote the data; undefined when there is none yet and any will do. */
  readonly major: number | undefined
  readonly sources: BinarySources
  readonly say: (line: string) => void
}

const oldestMajor = 14
const suffix = process.platform === 'win32' ? '.exe' : ''

/** Returns the first PostgreSQL that runs here and fits the data; throws `no-binary` or `version`. */
export async function findBinary(options: FindOptions): Promise<Binary> {
  const problems: string[] = []
  const misfits: Binary[] = []

  for await (const found of runnable(options, problems)) {
    if (found.major < oldestMajor) problems.push(`${found.postgres} is ${found.version}, too old`)
    else if (options.major !== undefined && options.major !== found.major) misfits.push(found)
    else return found
  }

  if (misfits[0] && options.major !== undefined) throw wrongVersion(options.major, misfits[0])
  throw new EmbeddedPostgresError('no-binary', `no PostgreSQL can be run here (${problems.join('; ')})`, {
    hint: 'Install with optional dependencies (npm ci), or install PostgreSQL 14 or newer, or set DATABASE_URL.',
  })
}

/** The package of this platform, the PATH, and where Debian puts the server, newest first. */
export async function defaultSources(): Promise<BinarySources> {
  const debian = '/usr/lib/postgresql'
  const versions = (await canRead(debian)) ? await readdir(debian) : []
  const installed = versions.sort((a, b) => Number(b) - Number(a)).map((name) => join(debian, name, 'bin'))
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return { native: embeddedFolder(), folders: [...path, ...installed] }
}

/** What runs here, one after the other; why the rest does not goes into `problems`. */
async function* runnable(options: FindOptions, problems: string[]): AsyncGenerator<Binary> {
  const { native, folders } = options.sources
  const embedded = await embeddedBinary(native, options, problems)
  if (embedded) yield embedded

  for (const folder of folders) {
    const postgres = join(folder, `postgres${suffix}`)
    if (!(await canRead(postgres))) continue
    // Links lead to where `initdb` and the server's own files are.
    const found = await probe(dirname(await realpath(postgres)), options.user)
    if (typeof found === 'string') problems.push(found)
    else yield found
  }
}

/** Runs where it was installed, and only where that fails from a copy. */
async function embeddedBinary(
  native: string | undefined,
  options: FindOptions,
  problems: string[],
): Promise<Binary | undefined> {
  if (native === undefined) {
    problems.push(`no package @embedded-postgres for ${process.platform} ${process.arch}`)
    return undefined
  }
  if (await linkLibraries(native)) {
    const installed = await probe(join(native, 'bin'), options.user)
    if (typeof installed !== 'string') return installed
  }
  try {
    const copy = await copyBinaries(native, await temporaryFolder(options.user))
    const copied = await probe(join(copy, 'bin'), options.user)
    if (typeof copied === 'string') throw new Error(copied)
    options.say(`PostgreSQL cannot run from ${native}, so it runs from the copy ${copy}`)
    return copied
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error))
    return undefined
  }
}

/** Runs it: missing libraries, another libc and a folder out of reach all show, whatever the file modes say. */
async function probe(folder: string, user: ServerUser | undefined): Promise<Binary | string> {
  const postgres = join(folder, `postgres${suffix}`)
  const initdb = join(folder, `initdb${suffix}`)
  let version = ''
  for (const program of [postgres, initdb]) {
    const { code, output } = await run(program, ['--version'], { user, timeoutMs: 20_000 })
    if (code !== 0) return `${program}: ${output.split('\n')[0]}`
    version = output
  }
  return { postgres, initdb, ...parseVersion(version) }
}

function parseVersion(output: string): { version: string; major: number } {
  const version = /\d+(\.\d+)*/.exec(output)?.[0] ?? '0'
  return { version, major: Number.parseInt(version, 10) }
}

async function canRead(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

function wrongVersion(major: number, found: Binary): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'version',
    `the data is of PostgreSQL ${major}, this is ${found.version}`,
    {
      hint: `Install PostgreSQL ${major}, or move the data folder away to start with an empty one.`,
    },
  )
}
