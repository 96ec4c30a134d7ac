import { chmod, mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from './process-start.ts'
import type { ServerUser } from './run.ts'
import { canEnter, giveTo, serverUser } from './server-user.ts'

/** Where a cluster lives (`home`, with `cluster/data` in it) and who runs it. */
export type Place = { readonly home: string; readonly user: ServerUser | undefined }

/** The data folder in a home. */
export function dataFolderOf(home: string): string {
  return join(home, 'cluster', 'data')
}

/**
 * Finds the home of the cluster of `folder`: the folder itself, unless we are root and the server's user
 * cannot get there (a checkout below /root, say). Then it is a folder under /var/lib, and a note in
 * `folder` leads to it, so that deleting `folder` starts afresh wherever the data is.
 */
export async function choosePlace(folder: string, say: (line: string) => void): Promise<Place> {
  await mkdir(folder, { recursive: true })
  const note = join(folder, 'data-is-in.txt')
  const noted = await readNote(note)
  const home = noted ?? folder
  const user = await serverUser(dataFolderOf(home))

  if (await canEnter(home, user)) {
    if (noted !== undefined) say(`the database is in ${home}, since "${user?.name}" cannot enter ${folder}`)
    if (user) await adoptData(home, user)
    return { home, user }
  }

  const elsewhere = await makeHome()
  // Exclusive: of two first starts at once, the second follows the note of the first.
  await writeFile(note, `${elsewhere}\n`, { flag: 'wx' }).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error
  })
  return choosePlace(folder, say)
}

async function readNote(note: string): Promise<string | undefined> {
  try {
    const home = (await readFile(note, 'utf8')).trim()
    await mkdir(home, { recursive: true, mode: 0o711 })
    return home
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Under /var/lib, which survives a reboot; where that cannot be written (a read-only root), /var/tmp. */
async function makeHome(): Promise<string> {
  for (const base of ['/var/lib/parlor-postgres', '/var/tmp']) {
    try {
      await mkdir(base, { recursive: true, mode: 0o711 })
      return await makeOpenFolder(join(base, 'cluster-'))
    } catch (error) {
      if (!['EROFS', 'EACCES', 'EPERM'].includes(codeOf(error) ?? '')) throw error
    }
  }
  return makeOpenFolder('/tmp/parlor-postgres-')
}

/** A new folder that others may pass through but not list. */
export async function makeOpenFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(prefix)
  await chmod(folder, 0o711)
  return folder
}

/** PostgreSQL wants to own its data; a copy or a backup brought back by root belongs to root. */
async function adoptData(home: string, user: ServerUser): Promise<void> {
  const folder = dataFolderOf(home)
  const owner = await stat(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  if (owner?.uid === 0) await giveTo(user, folder)
}
