import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PlatformError } from '@parlor/core'

/**
 * The secret of a development machine: made once in the data folder, readable by its owner alone. Throws
 * `unavailable` when the folder cannot be used.
 */
export function developmentSecret(dataFolder: string): string {
  const path = join(dataFolder, 'secret')
  try {
    mkdirSync(dataFolder, { recursive: true })
    makeOnce(path)
    return readFileSync(path, 'utf8').trim()
  } catch (cause) {
    const hint = 'May this user write there? Choose another folder by PARLOR_DATA.'
    throw new PlatformError('unavailable', `The data folder ${dataFolder} cannot be used. ${hint}`, { cause })
  }
}

/** `wx`: of two processes that start at once, one makes it and the other reads it. */
function makeOnce(path: string): void {
  try {
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
