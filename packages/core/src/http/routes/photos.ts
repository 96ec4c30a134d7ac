import { z } from 'zod'
import { findVersion } from '../../avatar/avatars.ts'
import { cancelPhoto, findPhoto } from '../../photo/photos.ts'
import type { PhotoRow, StoredImage, StoredPhoto } from '../../photo/records.ts'
import { retryPhoto } from '../../photo/retry-photo.ts'
import { PlatformError } from '../../platform-error.ts'
import type { ByteRange } from '../../storage/storage.ts'
import { pictureReply } from '../picture-reply.ts'
import { defineRoute, type Route } from '../route.ts'
import type { Services } from '../services.ts'
import { requireAdult, requireChat } from './access.ts'
import { photoView } from './photo-view.ts'
import { photoReply } from './reply-schemas.ts'

const params = z.object({ id: z.string().min(1).max(64) })

/** A photo's state and bytes, for its owner only. */
export function photoRoutes(services: Services): readonly Route[] {
  const view = async (photo: PhotoRow) => {
    const version = await findVersion(services.database.knex, photo.avatarId, photo.avatarVersion)
    return await photoView(services, photo, { name: version?.name ?? '' })
  }
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/photos/:id',
      summary: 'A photo’s state',
      access: 'session',
      params,
      reply: { status: 200, schema: photoReply },
      handle: async ({ account, params }) => ({
        body: await view(await findPhoto(services.database, account, params.id)),
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/photos/:id/image',
      summary:
        'A photo’s bytes, whole or a range: WebP where Accept names it, else JPEG, as always with download=1',
      access: 'session',
      params,
      query: z.object({
        size: z.enum(['full', 'preview']).default('full'),
        download: z.literal('1').optional(),
      }),
      reply: { status: 200, mime: ['image/jpeg', 'image/webp'] },
      async handle({ account, params, query, headers, ctx }) {
        const photo = await findPhoto(services.database, account, params.id)
        if (photo.stored === null) throw new PlatformError('not-found', 'This photo is not ready')
        const isDownload = query.download === '1'
        // What is kept as a file must open anywhere; what only says */* may be anything.
        const isWebp = !isDownload && ctx.accepts('image/jpeg', 'image/webp') === 'image/webp'
        const image = renditionOf(photo.stored, query.size, isWebp ? 'webp' : 'jpeg')
        const open = async (range?: ByteRange) => await services.storage.stream(image.key, range)
        return await pictureReply(
          { method: ctx.method, headers },
          { ...image, open },
          { 'Content-Disposition': disposition(photo, image.mime, isDownload) },
        )
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/photos/:id/retry',
      summary: 'Take a failed photo again',
      access: 'session',
      params,
      reply: { status: 202, schema: photoReply },
      async handle({ account, params, standing }) {
        const photo = await findPhoto(services.database, account, params.id)
        if (photo.kind === 'chat') requireChat(standing, services.tiers.current)
        else requireAdult(standing)
        return { body: await view(await retryPhoto(services.photos, account, params.id)) }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/photos/:id/cancel',
      summary:
        'Ask for a photo not to be taken after all; with whileFree only as long as that costs nothing, and the answer tells',
      access: 'session',
      params,
      body: z.object({ whileFree: z.boolean().default(false) }).optional(),
      reply: { status: 202, schema: photoReply },
      handle: async ({ account, params, body }) => ({
        body: await view(await cancelPhoto(services.photos, account, params.id, body)),
      }),
    }),
  ]
}

/** Pictures from before there were four renditions come in the one form that they have. */
function renditionOf(stored: StoredPhoto, size: 'full' | 'preview', format: 'jpeg' | 'webp'): StoredImage {
  if (size === 'full') return (format === 'webp' ? stored.imageWebp : undefined) ?? stored.image
  return (format === 'jpeg' ? stored.previewJpeg : undefined) ?? stored.preview
}

/** A readable file name that holds nothing of the conversation. */
function disposition(photo: PhotoRow, mime: string, isDownload: boolean): string {
  const day = photo.createdAt.toISOString().slice(0, 10)
  const extension = mime === 'image/webp' ? 'webp' : 'jpg'
  return `${isDownload ? 'attachment' : 'inline'}; filename="ai-photo-${day}-${photo.id.slice(-6)}.${extension}"`
}
