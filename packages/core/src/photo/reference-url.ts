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
 */
export async function referenceUrl(context: PhotoContext, photo: PhotoRow): Promise<string | undefined> {
  if (photo.referencePhoto === null) return undefined
  const look = await PhotoRow.query(context.database.knex).findOne({
    account_id: photo.accountId,
    id: photo.referencePhoto,
  })
  if (look?.original === null || look?.original === undefined) {
    throw new PlatformError('not-found', `The look ${photo.referencePhoto} has no picture`)
  }
  return await dataUrl(await context.storage.get(look.original))
}

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
