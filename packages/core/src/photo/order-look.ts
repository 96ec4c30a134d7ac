import { randomInt } from 'node:crypto'
import type { Knex } from 'knex'
import type { AvatarVersion } from '../avatar/avatar.ts'
import { PlatformError } from '../platform-error.ts'
import { auditRequest, holdPhoto, insertPhoto } from './order.ts'
import type { OrderContext } from './photo-context.ts'
import { buildPhotoPrompt, referenceScene } from './prompt.ts'
import { openStates, PhotoRow } from './records.ts'

/** Paintings that an account may have begun and still be given its first look. */
const freeLooks = 5

/** Paints the look of an avatar's newest version, inside the transaction that made or found that version. */
export async function orderReference(
  context: OrderContext,
  transaction: Knex,
  account: string,
  options: {
    readonly version: AvatarVersion
    readonly change?: string
    readonly retryOf?: string
    readonly operator?: string | undefined
  },
): Promise<PhotoRow> {
  const isFree = await isFirstLook(transaction, account)
  const hold = isFree ? null : await holdPhoto(context, transaction, account, 'paintAgain')
  const photo = await insertPhoto(transaction, {
    accountId: account,
    avatarId: options.version.avatar,
    avatarVersion: options.version.version,
    kind: 'reference',
    scene: referenceScene,
    change: options.change ?? null,
    ...buildPhotoPrompt(options.version, {
      scene: referenceScene,
      change: options.change ?? null,
      seed: randomInt(2 ** 31),
    }),
    holdId: hold,
    retryOf: options.retryOf ?? null,
  })
  await auditRequest(transaction, photo, options.operator)
  return photo
}

/** Everybody gets one look, also where the first paintings came to nothing; but not by canceling for ever. */
async function isFirstLook(transaction: Knex, account: string): Promise<boolean> {
  const looks = await PhotoRow.query(transaction)
    .where({ account_id: account, kind: 'reference' })
    .limit(freeLooks)
    .select('state', 'started_at')
  if (looks.length >= freeLooks) return false
  return looks.every(
    ({ state, startedAt }) =>
      state === 'failed' || state === 'blocked' || (state === 'canceled' && startedAt === null),
  )
}

/** One look of a version at a time, as long as the caller has locked the avatar. Throws `conflict`. */
export async function assertNoOpenLook(transaction: Knex, account: string, version: number): Promise<void> {
  const open = await findOpenLook(transaction, account, version)
  if (open !== undefined) throw new PlatformError('conflict', 'A look is being painted already')
}

export async function findOpenLook(
  transaction: Knex,
  account: string,
  version: number,
): Promise<PhotoRow | undefined> {
  return await PhotoRow.query(transaction)
    .where({ account_id: account, kind: 'reference', avatar_version: version })
    .whereIn('state', [...openStates])
    .first()
}
