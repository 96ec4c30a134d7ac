import { createHash } from 'node:crypto'
import { PlatformError } from '../platform-error.ts'
import { openPicture } from './open-picture.ts'
import type { PhotoContext } from './photo-context.ts'
import { PhotoRow } from './records.ts'

/** Providers take data URLs up to 256 kB: the first of these is nearly always well below. */
const sizes = [
  { width: 640, height: 800, quality: 82 },
  { width: 640, height: 800, quality: 60 },
  { width: 480, height: 600, quality: 50 },
] as const
const mostCharacters = 256_000

/**
 * The accepted look as a data URL for the provider, from the database and never from the model's
 * arguments. The unmarked original is used, so that no watermark is painted into the next picture.
 *
 * `refused` for anything but a picture that we had made for this avatar, that was judged and accepted, and whose stored
 * bytes are those that came then.
 */
export async function referenceUrl(
  context: PhotoContext,
  photo: PhotoRow,
): Promise<{ readonly url: string } | undefined | 'refused'> {
  if (photo.referencePhoto === null) return undefined
  const look = await PhotoRow.query(context.database.knex).findOne({
    account_id: photo.accountId,
    id: photo.referencePhoto,
  })
  const fault = look === undefined ? 'it does not exist' : faultOf(look, photo)
  if (fault !== undefined || look?.original === undefined || look.original === null)
    return refuse(context, photo, fault ?? 'it has no picture')
  const original = await context.storage.get(look.original)
  // The row says which bytes were judged; what stands in the storage now may have been put there by anybody.
  const sha256 = createHash('sha256').update(original).digest('hex')
  if (sha256 !== photo.referenceSha256)
    return refuse(context, photo, 'its bytes are not those that were accepted')
  return { url: await keptDataUrl(original, sha256) }
}

function faultOf(look: PhotoRow, photo: PhotoRow): string | undefined {
  if (look.kind !== 'reference') return 'it is no reference photo'
  if (look.avatarId !== photo.avatarId) return 'it is of another avatar'
  if (look.state !== 'ready') return `it is ${look.state}`
  if (look.originalSha256 === null || look.originalSha256 !== photo.referenceSha256)
    return 'its recorded hash is not the one that was ordered'
  return undefined
}

function refuse(context: PhotoContext, photo: PhotoRow, fault: string): 'refused' {
  const message = `Photo ${photo.id} is not made from look ${photo.referencePhoto}: ${fault}`
  context.report(new PlatformError('conflict', message))
  return 'refused'
}

/**
 * The data URL of these very bytes, made once in ten minutes: a person who chats asks for several photos of one look, and
 * each would cost 30 ms of CPU anew. Known by their hash, so that other bytes under the same key are another picture.
 */
export async function keptDataUrl(original: Uint8Array, sha256: string): Promise<string> {
  const known = kept.get(sha256)
  if (known !== undefined) return await known

  const [oldest] = kept.keys()
  if (oldest !== undefined && kept.size >= mostKept) kept.delete(oldest)
  const url = dataUrl(original)
  kept.set(sha256, url)
  setTimeout(() => kept.delete(sha256), keptMs).unref()
  try {
    return await url
  } catch (error) {
    kept.delete(sha256)
    throw error
  }
}

/** Of 256 kB at most, so 16 MB. What somebody has erased is not kept for long. */
const mostKept = 64
const keptMs = 10 * 60_000
const kept = new Map<string, Promise<string>>()

/** As small as a provider wants it, and the right way up. */
export async function dataUrl(original: Uint8Array): Promise<string> {
  for (const { width, height, quality } of sizes) {
    const picture = await openPicture(original)
    const jpeg = await picture
      .resize({ width, height, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .jpeg({ quality })
      .toBuffer()
    const url = `data:image/jpeg;base64,${jpeg.toString('base64')}`
    if (url.length <= mostCharacters) return url
  }
  throw new PlatformError('validation', 'The look is too detailed for a reference')
}
