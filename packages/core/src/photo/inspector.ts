import { Tinypool } from 'tinypool'
import { timeLimit } from '../deadline.ts'
import { gate } from '../gate.ts'
import { PlatformError } from '../platform-error.ts'
import type { ContentCredentials, CredentialsReport } from './credentials.ts'
import type inspect from './inspect-worker.ts'
import { inspectionOf, type Inspection } from './inspection.ts'
import { pictureKind } from './picture-kind.ts'

/** A picture of 25 MB takes a quarter of a second; what takes this long was made to. */
const deadlineMs = 5000
/** Each waits with its bytes in memory. */
const mostWaiting = 16
/** The thread with the engine in it, some 60 MB, is given up when nobody has asked for so long. */
const idleMs = 30_000

export type Inspector = {
  /**
   * Says whether a picture is ours and what its credentials tell. Nothing of it is kept. Throws `validation` for
   * what is no picture that can be read, and `unavailable` when it takes too long or too many wait.
   */
  readonly inspect: (bytes: Uint8Array, options: InspectOptions) => Promise<Inspection>
  readonly close: () => Promise<void>
}

export type InspectOptions = {
  readonly signal: AbortSignal
  /** Hears that the reading was given up: the file kept the thread busy for all of its time. */
  readonly onTooLong?: () => void
}

/** Reads strangers' files in a thread of its own, which may be slow or die without anybody else noticing. */
export function createInspector(
  { anchorPem, signedBy }: Pick<ContentCredentials, 'anchorPem' | 'signedBy'>,
  options: { readonly report: (error: unknown) => void; readonly deadlineMs?: number },
): Inspector {
  let pool: Tinypool | undefined
  const opened = () => {
    pool ??= new Tinypool({
      filename: new URL('./inspect-worker.js', import.meta.url).href,
      runtime: 'worker_threads',
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: idleMs,
    }).on('error', options.report)
    return pool
  }
  // Not the pool's own queue: when a thread dies, what waits there waits on until somebody else comes.
  const enter = gate({ running: 1, waiting: mostWaiting, refusal: tooMany })

  return {
    async inspect(bytes, { signal, onTooLong }) {
      const kind = pictureKind(bytes)
      if (kind === undefined || !(kind in mimes)) throw noPicture()
      const mime = mimes[kind as keyof typeof mimes]
      return await enter(async () => {
        signal.throwIfAborted()
        const limit = timeLimit(options.deadlineMs ?? deadlineMs, signal)
        try {
          const task: Parameters<typeof inspect>[0] = { bytes, mime, anchorPem }
          const report = (await opened().run(task, { signal: limit.signal })) as CredentialsReport
          return inspectionOf(report, { mime, sizeBytes: bytes.length }, signedBy)
        } catch (error) {
          signal.throwIfAborted()
          if (!limit.signal.aborted) throw isEngineDeath(error) ? noPicture(error) : error
          onTooLong?.()
          throw tooLong()
        } finally {
          limit.drop()
        }
      })
    },
    close: async () => await pool?.destroy(),
  }
}

/** What the reader knows best, and what is sent as photos. */
const mimes = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp', avif: 'image/avif' } as const

/** It ran out of memory, or met what its authors did not think of. */
function isEngineDeath(error: unknown): boolean {
  return error instanceof Error && /RuntimeError/.test(`${error.name} ${error.stack}`)
}

function noPicture(cause?: unknown): PlatformError {
  return new PlatformError('validation', 'This is no picture that can be read', {
    cause,
    errors: [{ path: '', message: 'Must be a JPEG, PNG, WebP or AVIF.' }],
  })
}

function tooLong(): PlatformError {
  return new PlatformError('unavailable', 'Checking this picture takes too long', { retryAfterSeconds: 60 })
}

function tooMany(): PlatformError {
  return new PlatformError('unavailable', 'Too many pictures are being checked', { retryAfterSeconds: 5 })
}
