import type { Readable } from 'node:stream'
import { Disk } from 'flydrive'
import type { DriverContract } from 'flydrive/types'
import { PlatformError } from '../platform-error.ts'

/**
 * Where bytes live: pictures and their originals, by key.
 *
 * A key is `segment/segment/…`, each segment of letters, digits, `.`, `_` and `-` that begins with a
 * letter or digit; anything else is `validation`. A missing key is `not-found`.
 */
export type Storage = {
  /** Whole or not at all: a process that dies in the middle leaves the key as it was. */
  readonly put: (key: string, bytes: Uint8Array, options: { mime: string }) => Promise<void>
  readonly get: (key: string) => Promise<Uint8Array>
  /** The caller reads the stream to its end or destroys it. */
  readonly stream: (key: string, range?: ByteRange) => Promise<Readable>
  /** In bytes. */
  readonly size: (key: string) => Promise<number>
  readonly exists: (key: string) => Promise<boolean>
  /** Removing what is not there is no failure. */
  readonly remove: (key: string) => Promise<void>
  /** Writes, reads and removes a small object; throws `unavailable` when the storage does not do that. */
  readonly check: () => Promise<void>
}

/** From 0; both ends belong to it, and both are within the object. */
export type ByteRange = { readonly start: number; readonly end: number }

/** A flydrive driver that also reads a part of an object, which flydrive itself does not. */
export type RangedDriver = DriverContract & {
  readonly getStream: (key: string, range?: ByteRange) => Promise<Readable>
}

/** Gives any flydrive driver the behaviour that {@link Storage} promises; `put` is as atomic as its driver. */
export function storageOn(driver: RangedDriver): Storage {
  const disk = new Disk(driver)
  const storage: Omit<Storage, 'check'> = {
    put: async (key, bytes, { mime }) => disk.put(validKey(key), bytes, { contentType: mime }),
    get: async (key) => found(key, disk.getBytes(validKey(key))),
    stream: async (key, range) => found(key, driver.getStream(validKey(key), range)),
    size: async (key) => (await found(key, disk.getMetaData(validKey(key)))).contentLength,
    exists: async (key) => disk.exists(validKey(key)),
    remove: async (key) => disk.delete(validKey(key)),
  }
  return { ...storage, check: () => check(storage) }
}

const validSegments = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/

function validKey(key: string): string {
  // S3 allows 1024 bytes for a key; a folder allows 255 for a segment, which our keys stay far below
  if (key.length <= 512 && validSegments.test(key)) return key
  throw new PlatformError('validation', `${JSON.stringify(key.slice(0, 80))} is no storage key`)
}

async function found<T>(key: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (cause) {
    if (!isMissing(cause)) throw cause
    throw new PlatformError('not-found', `Nothing is stored under ${key}`, { cause })
  }
}

// flydrive wraps what its driver threw: a file system has a code, S3 has a name
const missing = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'NoSuchKey', 'NotFound'])

function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return missing.has(code) || missing.has(error.name) || isMissing(error.cause)
}

async function check(storage: Omit<Storage, 'check'>): Promise<void> {
  // one key for each process, so that two of them do not remove each other's
  const key = `check/${process.pid}-${crypto.randomUUID()}`
  const written = new TextEncoder().encode(key)
  try {
    await storage.put(key, written, { mime: 'text/plain' })
    const read = await storage.get(key)
    await storage.remove(key)
    if (Buffer.compare(read, written) !== 0) throw new Error('It gave back other bytes than it was given')
  } catch (cause) {
    throw new PlatformError('unavailable', 'The storage cannot be written and read', { cause })
  }
}
