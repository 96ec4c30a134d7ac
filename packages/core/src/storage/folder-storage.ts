import { open, mkdir, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { FSDriver } from 'flydrive/drivers/fs'
import { storageOn, type ByteRange, type Storage } from './storage.ts'

/** Keeps bytes as files below `folder`, which is made with the first `put`. */
export function folderStorage({ folder }: { folder: string }): Storage {
  return storageOn(new AtomicFolderDriver(folder))
}

// No key can begin with a dot, so nothing stored can ever be in here.
const unfinished = '.unfinished'
// Pictures are private, also to others on this machine.
const ownerOnly = 0o700
const leftoverAgeMs = 60 * 60 * 1000

/** flydrive's own driver writes in place: a kill in mid-write leaves half a file under the key. */
class AtomicFolderDriver extends FSDriver {
  readonly #folder: string
  #isSwept = false

  constructor(folder: string) {
    super({ location: folder, visibility: 'private' })
    this.#folder = folder
  }

  override async put(key: string, contents: string | Uint8Array): Promise<void> {
    const target = join(this.#folder, key)
    const draft = join(this.#folder, unfinished, crypto.randomUUID())
    if (!this.#isSwept) await makeFolder(dirname(draft))
    if (!this.#isSwept) await removeLeftovers(dirname(draft))
    this.#isSwept = true

    try {
      const opened = await inFolder(dirname(draft), async () => await open(draft, 'wx', 0o600))
      await using(opened, async (file) => {
        await file.writeFile(contents)
        await file.sync()
      })
      await inFolder(dirname(target), async () => await rename(draft, target))
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
    // the new name must survive a power cut too; Windows cannot open a directory for that
    if (process.platform === 'win32') return
    await using(await open(dirname(target), 'r'), (directory) => directory.sync())
  }

  /** flydrive's own returns the whole buffer behind the bytes: 64 KiB of something for an empty file. */
  override async getBytes(key: string): Promise<Uint8Array> {
    return using(await open(join(this.#folder, key), 'r'), (file) => file.readFile())
  }

  /** flydrive's own opens the file later, so that a missing one would fail only in mid-response. */
  override async getStream(key: string, range?: ByteRange): Promise<Readable> {
    if (!(await this.exists(key))) throw missing(key)
    const file = await open(join(this.#folder, key), 'r')
    return file.createReadStream(range)
  }
}

// A folder opens like a file and fails only when read.
function missing(key: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${key} is no file`), { code: 'ENOENT' })
}

/** Most folders are there: looking first would be two more steps for each file. */
async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    await makeFolder(folder)
    return await work()
  }
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: ownerOnly })
}

async function using<T>(file: FileHandle, work: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await work(file)
  } finally {
    await file.close()
  }
}

/** What killed processes left; young files may be another process's work, so they stay. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const age = await stat(path).then((stats) => Date.now() - stats.mtimeMs, ageOfMissing)
    if (age > leftoverAgeMs) await rm(path, { force: true })
  }
}

/** Another process finished or swept it between the listing and the look. */
function ageOfMissing(error: NodeJS.ErrnoException): number {
  if (error.code !== 'ENOENT') throw error
  return 0
}
