import sharp from 'sharp'
import { PlatformError } from '../platform-error.ts'
import type { PhotoContext } from './photo-context.ts'
import { PhotoRow } from './records.ts'

/** Providers take data URLs up to 256 kB; a picture of this width stays well below. */
const width = 640

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
  const original = await context.storage.get(look.original)
  const jpeg = await sharp(original)
    .resize({ width, withoutEnlargement: true })
    .jpeg({ quality: 82 })
    .toBuffer()
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`
}
