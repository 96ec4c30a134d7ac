import { z } from 'zod'
import { findVersion } from '../../avatar/avatars.ts'
import { cancelPhoto, findPhoto } from '../../photo/photos.ts'
import type { PhotoRow } from '../../photo/records.ts'
import { retryPhoto } from '../../photo/retry-photo.ts'
import { PlatformError } from '../../platform-error.ts'
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
      summary: 'A photo’s bytes: JPEG, or a smaller WebP with size=preview',
      access: 'session',
      params,
      query: z.object({
        size: z.enum(['full', 'preview']).default('full'),
        download: z.literal('1').optional(),
      }),
      reply: { status: 200, mime: ['image/jpeg', 'image/webp'] },
      async handle({ account, params, query, headers }) {
        const photo = await findPhoto(services.database, account, params.id)
        if (photo.stored === null) throw new PlatformError('not-found', 'This photo is not ready')
        const image = query.size === 'preview' ? photo.stored.preview : photo.stored.image
        const etag = `"${image.sha256}"`
        // The bytes under an id never change, but they are private: only the browser may keep them.
        const caching = { ETag: etag, 'Cache-Control': 'private, max-age=3600', Vary: 'Cookie' }
        if (headers['if-none-match'] === etag) return { status: 304, headers: caching }
        return {
          headers: {
            ...caching,
            'Content-Type': image.mime,
            'Content-Length': String(image.sizeBytes),
            'Content-Disposition': disposition(photo, image.mime, query.download === '1'),
          },
          stream: await services.storage.stream(image.key),
        }
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
        if (photo.kind === 'chat') requireChat(standing, services.tiers)
        else requireAdult(standing)
        return { body: await view(await retryPhoto(services.photos, account, params.id)) }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/photos/:id/cancel',
      summary: 'Ask for a photo not to be taken after all',
      access: 'session',
      params,
      reply: { status: 202, schema: photoReply },
      handle: async ({ account, params }) => ({
        body: await view(await cancelPhoto(services.photos, account, params.id)),
      }),
    }),
  ]
}

/** A readable file name that holds nothing of the conversation. */
function disposition(photo: PhotoRow, mime: string, isDownload: boolean): string {
  const day = photo.createdAt.toISOString().slice(0, 10)
  const extension = mime === 'image/webp' ? 'webp' : 'jpg'
  return `${isDownload ? 'attachment' : 'inline'}; filename="ai-photo-${day}-${photo.id.slice(-6)}.${extension}"`
}
