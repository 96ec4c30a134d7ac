import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { codeOf, isSameProcess, processStart } from './process-start.ts'

type Owner = { readonly pid: number; readonly start: string }

/** The right of this process, and no other, to run the cluster of a folder. */
export type Claim = { readonly release: () => Promise<void> }

/**
 * Writes the owner file of `home`. Throws `held` when a live process has written it before us; what a
 * dead one has left is replaced.
 */
export async function claim(home: string): Promise<Claim> {
  const file = join(home, 'owner.json')
  const text = JSON.stringify({ pid: process.pid, start: processStart(process.pid) ?? '' })

  while (!(await writeNew(file, text))) {
    const found = await readOwner(file)
    if (found.owner && isSameProcess(found.owner.pid, found.owner.start)) throw held(found.owner.pid, file)
    await removeStale(file, found.text)
  }

  return {
    async release() {
      if ((await readText(file)) === text) await rm(file, { force: true })
    },
  }
}

/** The process that runs the cluster of `home` now, if one does. */
export async function livingOwner(home: string): Promise<number | undefined> {
  const { owner } = await readOwner(join(home, 'owner.json'))
  return owner && isSameProcess(owner.pid, owner.start) ? owner.pid : undefined
}

/** `wx` is the lock: of two processes that start at once, one creates the file. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600)
    await handle.writeFile(text)
    await handle.close()
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Waits a moment where the file is there and its text is not: its writer is between the two steps. */
async function readOwner(file: string): Promise<{ owner: Owner | undefined; text: string | undefined }> {
  let text = await readText(file)
  for (let tries = 0; tries < 20 && text !== undefined && !parseOwner(text); tries += 1) {
    await delay(50)
    text = await readText(file)
  }
  return { owner: text === undefined ? undefined : parseOwner(text), text }
}

/** Moves the file away before deleting it: where it has changed since we read it, it goes back. */
async function removeStale(file: string, seen: string | undefined): Promise<void> {
  const aside = `${file}.stale-${process.pid}`
  try {
    await rename(file, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  if ((await readText(aside)) === seen) await rm(aside, { force: true })
  else await rename(aside, file)
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function parseOwner(text: string): Owner | undefined {
  const match = /^\{"pid":(\d+),"start":"([^"]*)"\}$/.exec(text)
  return match?.[1] === undefined ? undefined : { pid: Number(match[1]), start: match[2] ?? '' }
}

function held(pid: number, file: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError('held', `already running: process ${pid}`, {
    hint: `Stop process ${pid} first. If it is something else, delete ${file}.`,
  })
}
