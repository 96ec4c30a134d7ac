import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import type { Binary } from './binary.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { dataFolderOf, makeOpenFolder, type Place } from './place.ts'
import { codeOf } from './process-start.ts'
import { run, type ServerUser } from './run.ts'

/** The one role of our clusters, a superuser. */
export const role = 'parlor'

/** The major version that wrote the cluster of `home`; undefined when there is no cluster yet. */
export async function clusterMajor(home: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(join(dataFolderOf(home), 'PG_VERSION'), 'utf8'), 10)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** The password of the role, as made with the cluster. */
export async function readPassword(home: string): Promise<string> {
  return (await readFile(join(home, 'cluster', 'password'), 'utf8')).trim()
}

/**
 * Makes an empty cluster, beside its place, and moves it there when it is whole: a kill in the middle of
 * initdb leaves a folder that looks like a cluster and is none.
 */
export async function createCluster(place: Place, binary: Binary, signal?: AbortSignal): Promise<void> {
  await removeUnfinished(place.home)
  const unfinished = await makeOpenFolder(join(place.home, 'unfinished-'))
  const [data, password] = [join(unfinished, 'data'), join(unfinished, 'password')]
  await mkdir(data, { mode: 0o700 })
  await writeFile(password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  if (place.user) {
    await chown(data, place.user.uid, place.user.gid)
    // initdb reads it; root can read it anyway.
    await chown(password, place.user.uid, place.user.gid)
  }
  await chmod(password, 0o600)

  await initdb(binary, { data, password, user: place.user, signal })
  await rename(unfinished, join(place.home, 'cluster'))
}

/** Only the owner of the home gets here, so whatever is unfinished has no living maker. */
async function removeUnfinished(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith('unfinished-')) continue
    await rm(join(home, name), { recursive: true, force: true, maxRetries: 5 })
  }
}

async function initdb(
  binary: Binary,
  options: { data: string; password: string; user: ServerUser | undefined; signal: AbortSignal | undefined },
): Promise<void> {
  const args = [
    '-D',
    options.data,
    `--username=${role}`,
    '--auth=scram-sha-256',
    `--pwfile=${options.password}`,
  ]
  const { code, output } = await run(
    binary.initdb,
    // No sync: the cluster is empty, and the first checkpoint syncs what is written later.
    [...args, '--encoding=UTF8', ...localeOptions(binary.major), '--no-sync', '--no-instructions'],
    options,
  )
  if (code === 0) return
  throw new EmbeddedPostgresError('start-failed', `initdb failed (${code}): ${output.slice(-1500)}`, {
    hint: 'Is the disk full, or the folder on a file system without permissions?',
  })
}

/** C.UTF-8 sorts alike on every machine; from 17 on it is built in, before that Linux has it. */
function localeOptions(major: number): string[] {
  if (major >= 17) return ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  return [process.platform === 'linux' ? '--locale=C.UTF-8' : '--locale=C', '--lc-messages=C']
}
