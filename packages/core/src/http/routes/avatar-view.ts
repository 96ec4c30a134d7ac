import { versionNames, type AvatarState } from '../../avatar/avatars.ts'
import { readUsage } from '../../entitlement/holds.ts'
import type { Entitlement } from '../../entitlement/entitlement.ts'
import { findLooks } from '../../photo/photos.ts'
import type { Services } from '../services.ts'
import { photoView } from './photo-view.ts'
import type { AvatarReply } from './reply-schemas.ts'

/** The avatar as its owner sees it: the newest description, what is in use, and every look ever painted. */
export async function avatarView(
  services: Services,
  account: string,
  avatar: AvatarState,
  entitlement: Entitlement,
): Promise<AvatarReply> {
  const [looks, names, usage] = await Promise.all([
    findLooks(services.database, account, avatar.id),
    versionNames(services.database.knex, avatar.id),
    readUsage(services.database.knex, account, 'paintAgain', entitlement, new Date()),
  ])
  const { avatar: _avatar, ...newest } = avatar.newest
  return {
    id: avatar.id,
    ...newest,
    accepted: avatar.accepted === undefined ? null : withoutId(avatar.accepted),
    looks: await Promise.all(
      looks.map(
        async (photo) => await photoView(services, photo, { name: names.get(photo.avatarVersion) ?? '' }),
      ),
    ),
    paintAgain: {
      limit: usage?.limit ?? 0,
      left: usage === undefined ? 0 : Math.max(0, (usage.limit ?? 0) - usage.used),
      per: usage?.per ?? 'day',
      until: usage?.until.toISOString() ?? null,
    },
  }
}

function withoutId({ avatar: _avatar, ...rest }: NonNullable<AvatarState['accepted']>) {
  return rest
}
