import { open, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from './process-start.ts'

const largestBytes = 5_000_000

/** The log file of a server, opened for appending. `tail` is what was written since. */
export type ServerLog = {
  readonly file: string
  readonly descriptor: number
  readonly tail: () => Promise<string>
  readonly close: () => Promise<void>
}

/**
 * Opens the log in `home`; one older log is kept. A file and no pipe: a server whose app was killed must
 * not block on a pipe that nobody reads.
 */
export async function openServerLog(home: string): Promise<ServerLog> {
  const file = join(home, 'server.log')
  let start = await sizeOf(file)
  if (start > largestBytes) {
    await rename(file, `${file}.old`)
    start = 0
  }
  const handle = await open(file, 'a', 0o600)

  return {
    file,
    descriptor: handle.fd,
    async tail() {
      return (await readFile(file)).subarray(start).toString('utf8').trim().slice(-1500)
    },
    async close() {
      await handle.close()
    },
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 0
    throw error
  }
}
