import { Tinypool } from 'tinypool'
import { timeLimit } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'
import type { CredentialsReport } from './credentials.ts'
import type inspect from './inspect-worker.ts'
import { inspectionOf, type Inspection } from './inspection.ts'
import { pictureKind } from './picture-kind.ts'

/** A large picture takes a quarter of a second; what takes this long was made to. */
const deadlineMs = 10_000
/** Each waits with its bytes in memory. */
const mostWaiting = 16
/** The thread with the engine in it, some 60 MB, is given up when nobody has asked for so long. */
const idleMs = 30_000

export type Inspector = {
  /**
   * Says whether a picture is ours and what its credentials tell. Nothing of it is kept. Throws `validation` for
   * what is no picture, and `unavailable` when it takes too long or too many wait.
   */
  readonly inspect: (bytes: Uint8Array, signal: AbortSignal) => Promise<Inspection>
  readonly close: () => Promise<void>
}

/** Reads strangers' files in a thread of its own, which may be slow or die without anybody else noticing. */
export function createInspector(anchorPem: string): Inspector {
  let pool: Tinypool | undefined
  const opened = () =>
    (pool ??= new Tinypool({
      filename: new URL('./inspect-worker.js', import.meta.url).href,
      runtime: 'worker_threads',
      minThreads: 0,
      maxThreads: 1,
      maxQueue: mostWaiting,
      idleTimeout: idleMs,
    }))
  return {
    async inspect(bytes, signal) {
      const kind = pictureKind(bytes)
      if (kind === undefined)
        throw new PlatformError('validation', 'This is no picture', {
          errors: [{ path: '', message: 'must be a JPEG, PNG, WebP, AVIF, GIF or TIFF' }],
        })
      const mime = `image/${kind}`
      const limit = timeLimit(deadlineMs, signal)
      try {
        const task: Parameters<typeof inspect>[0] = { bytes, mime, anchorPem }
        const report = (await opened().run(task, { signal: limit.signal })) as CredentialsReport
        return inspectionOf(report, { mime, sizeBytes: bytes.length })
      } catch (cause) {
        signal.throwIfAborted()
        throw new PlatformError('unavailable', 'This picture could not be checked now', {
          cause,
          retryAfterSeconds: 10,
        })
      } finally {
        limit.drop()
      }
    },
    close: async () => await pool?.destroy(),
  }
}
