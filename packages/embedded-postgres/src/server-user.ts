import { lchown, readFile, readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { codeOf } from './process-start.ts'
import { run, type ServerUser } from './run.ts'

/**
 * The user to run the server as: undefined for "as we are", else, since we are root, the owner of the data
 * that is already there, or `postgres`, or `nobody`. No user is ever created.
 */
export async function serverUser(dataFolder?: string): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined

  const users = await systemUsers()
  const owner = dataFolder === undefined ? undefined : await ownerOf(dataFolder)
  if (owner && owner.uid !== 0) return users.find(({ uid }) => uid === owner.uid) ?? owner

  const user = ['postgres', 'nobody'].flatMap((name) => users.filter((user) => user.name === name))[0]
  if (user) return user
  throw new EmbeddedPostgresError('start-failed', 'PostgreSQL refuses to run as root', {
    hint: 'There is neither a user "postgres" nor "nobody" here. Start as a plain user, or set DATABASE_URL.',
  })
}

/** Whether the server's user can get into a folder. Asked of the system itself: it knows about ACLs too. */
export async function canEnter(folder: string, user: ServerUser | undefined): Promise<boolean> {
  if (!user) return true
  return (await run('/bin/sh', ['-c', 'cd "$0"', folder], { user })).code === 0
}

/** The temporary folder of this machine that the server's user can enter. */
export async function temporaryFolder(user: ServerUser | undefined): Promise<string> {
  for (const folder of [tmpdir(), '/var/tmp']) {
    if (await canEnter(folder, user)) return folder
  }
  return '/tmp'
}

/** Gives a folder and all in it to the server's user, as after a copy made by root. */
export async function giveTo(user: ServerUser, folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true })) {
    await lchown(join(folder, entry), user.uid, user.gid)
  }
  await lchown(folder, user.uid, user.gid)
}

async function systemUsers(): Promise<ServerUser[]> {
  const rows = (await readFile('/etc/passwd', 'utf8')).matchAll(/^([^#:]+):[^:]*:(-?\d+):(-?\d+):/gm)
  return [...rows].map(([, name = '', uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
}

async function ownerOf(folder: string): Promise<ServerUser | undefined> {
  try {
    const { uid, gid } = await stat(folder)
    return { name: `user ${uid}`, uid, gid }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
