import { join } from 'node:path'
import { PlatformError } from '../platform-error.ts'
import { folderStorage } from './folder-storage.ts'
import type { S3Settings } from './s3-settings.ts'
import type { Storage } from './storage.ts'

/**
 * Opens the storage that the settings name, and has it checked: a wrong key or a bucket that is not there stops the
 * start, and not the first photo. Throws `unavailable` with the storage's name.
 */
export async function openStorage(settings: {
  readonly dataFolder: string
  readonly s3?: S3Settings | undefined
}): Promise<Storage> {
  const { s3, dataFolder } = settings
  const folder = join(dataFolder, 'storage')
  // Amazon's client takes a fifth of a second to load: only where it is used.
  const storage =
    s3 === undefined ? folderStorage({ folder }) : (await import('./s3-storage.ts')).s3Storage(s3)
  try {
    await storage.check()
  } catch (cause) {
    const name = s3 === undefined ? `folder ${folder}` : `bucket ${s3.bucket}`
    throw new PlatformError(
      'unavailable',
      `The storage, ${name}, cannot be written and read${reason(cause)}`,
      {
        cause,
      },
    )
  }
  return storage
}

/** The innermost cause in a word, such as NoSuchBucket or EACCES. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const inner = reason(error.cause)
  if (inner !== '') return inner
  const code = 'code' in error ? String(error.code) : error.name
  return code === 'Error' || code === 'unavailable' ? '' : `: ${code}`
}
