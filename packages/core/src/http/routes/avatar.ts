import { z } from 'zod'
import { avatarDescription } from '../../avatar/avatar.ts'
import { findAvatar } from '../../avatar/avatars.ts'
import { readEntitlement } from '../../entitlement/subscriptions.ts'
import { acceptLook, describeAndPaint, paintAgain } from '../../photo/photos.ts'
import { PlatformError } from '../../platform-error.ts'
import { line } from '../../safety/text.ts'
import { defineRoute, type Route } from '../route.ts'
import type { Services } from '../services.ts'
import { requireAdult } from './access.ts'
import { avatarView } from './avatar-view.ts'
import { photoView } from './photo-view.ts'
import { avatarReply, photoReply } from './reply-schemas.ts'

/** Describing the avatar, and painting it until it is right. */
export function avatarRoutes(services: Services): readonly Route[] {
  const view = async (account: string) => {
    const avatar = await findAvatar(services.database.knex, account)
    if (avatar === undefined) throw new PlatformError('not-found', 'There is no avatar yet')
    const entitlement = await readEntitlement(services.database.knex, account, services.tiers.current)
    return await avatarView(services, account, avatar, entitlement)
  }
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/avatar',
      summary: 'The avatar with all its looks',
      access: 'session',
      reply: { status: 200, schema: avatarReply },
      handle: async ({ account }) => ({ body: await view(account) }),
    }),
    defineRoute({
      method: 'PUT',
      path: '/v1/avatar',
      summary:
        'Describe the avatar; its reference photo is painted at once. With the version that it was written on, a newer one is not overwritten unseen',
      access: 'session',
      body: avatarDescription.extend({ version: z.int().min(0).optional() }),
      reply: { status: 200, schema: avatarReply },
      async handle({ account, body, standing }) {
        requireAdult(standing)
        const { version, ...description } = body
        await describeAndPaint(services.photos, account, description, version)
        return { body: await view(account) }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/avatar/reference',
      summary: 'Paint the reference photo again',
      access: 'session',
      body: z.object({ change: line(200).optional() }),
      reply: { status: 202, schema: photoReply },
      async handle({ account, body, standing }) {
        requireAdult(standing)
        const photo = await paintAgain(services.photos, account, body.change)
        const avatar = await findAvatar(services.database.knex, account)
        return { body: await photoView(services, photo, { name: avatar?.newest.name ?? '' }) }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/avatar/reference/accept',
      summary: 'Take a look as the avatar’s own',
      access: 'session',
      body: z.object({ photoId: z.string().min(1).max(64) }),
      reply: { status: 200, schema: avatarReply },
      async handle({ account, body, standing }) {
        requireAdult(standing)
        await acceptLook(services.photos, account, body.photoId)
        return { body: await view(account) }
      },
    }),
  ]
}
