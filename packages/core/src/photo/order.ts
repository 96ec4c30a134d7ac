import { randomBytes, randomInt } from 'node:crypto'
import type { Knex } from 'knex'
import { appendAudit } from '../audit/append.ts'
import { findAvatar, findVersion } from '../avatar/avatars.ts'
import type { AvatarVersion } from '../avatar/avatar.ts'
import { newId } from '../database/id.ts'
import { storable } from '../database/storable.ts'
import { holdUnit } from '../entitlement/holds.ts'
import { readEntitlement } from '../entitlement/subscriptions.ts'
import { conversationChannel } from '../event/bus.ts'
import { appendEvent } from '../event/log.ts'
import { PlatformError } from '../platform-error.ts'
import { altText } from './alt-text.ts'
import { expectedTimeMs } from './expected-time.ts'
import type { PhotoContext } from './photo-context.ts'
import { buildPhotoPrompt, referenceScene } from './prompt.ts'
import { PhotoRow } from './records.ts'

/** Pixels of every picture, 4:5. */
export const photoSize = { width: 1024, height: 1280 } as const
/** Until a provider has it, a photo may wait this long; then it is given up and told. */
const waitMinutes = 10
/** Paintings that an account may have begun and still be given its first look. */
const freeLooks = 5

/** The deadline of a photo that waits for a provider, from now. */
export function waitingDeadline(): Date {
  return new Date(Date.now() + waitMinutes * 60_000)
}

/** A call of the model: the claim is the turn's, so that a worker that lost its turn orders nothing. */
export type ChatPhotoOrder = {
  readonly account: string
  readonly conversation: string
  readonly turn: string
  readonly turnClaim: string
  /** Number of the call in its turn, from 0: asked for again, the photo that exists is the answer. */
  readonly callNo: number
  /** UTF-16 units into the turn's text, where the card stands. */
  readonly offset: number
  readonly scene: string
  readonly caption?: string
}

/** Paints the look of an avatar's newest version, inside the transaction that made or found that version. */
export async function orderReference(
  context: PhotoContext,
  transaction: Knex,
  account: string,
  options: {
    readonly version: AvatarVersion
    readonly change?: string
    readonly retryOf?: string
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
    seed: randomInt(2 ** 31),
    prompt: buildPhotoPrompt(options.version, { scene: referenceScene, change: options.change ?? null }),
    holdId: hold,
    retryOf: options.retryOf ?? null,
  })
  await auditRequest(transaction, photo)
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

/**
 * Orders the photo that a turn asked for. Returns undefined when the turn's claim was lost.
 *
 * Hold, row, event and audit event are one transaction; the job is added after it. Throws
 * `payment-required` when the account has no photo left.
 */
export async function orderChatPhoto(
  context: PhotoContext,
  order: ChatPhotoOrder,
): Promise<PhotoRow | undefined> {
  const expectedMs = await expectedTimeMs(context.database)
  const photo = await context.database.knex.transaction(async (transaction) => {
    const [mine] = await transaction('turn')
      .where({ account_id: order.account, id: order.turn, claim: order.turnClaim })
      .forUpdate()
      .select<{ id: string }[]>('id')
    if (mine === undefined) return undefined
    const existing = await PhotoRow.query(transaction).findOne({
      account_id: order.account,
      turn_id: order.turn,
      call_no: order.callNo,
    })
    if (existing !== undefined) return existing
    return await orderInConversation(context, transaction, {
      account: order.account,
      conversation: order.conversation,
      scene: storable(order.scene),
      caption: order.caption === undefined ? null : storable(order.caption),
      expectedMs,
      call: { turn: order.turn, callNo: order.callNo, offset: order.offset },
    })
  })
  if (photo === undefined) return undefined
  context.bus.publish(conversationChannel(order.conversation), { type: 'wake' })
  await enqueue(context, photo.id)
  return photo
}

/**
 * Orders again what failed or was canceled, as a new photo. A second click finds the first one's photo.
 *
 * Throws `conflict` for a photo that did not fail, and `payment-required` when none is left.
 */
export async function retryPhoto(context: PhotoContext, account: string, id: string): Promise<PhotoRow> {
  const expectedMs = await expectedTimeMs(context.database)
  const photo = await context.database.knex.transaction(async (transaction) => {
    const failed = await PhotoRow.query(transaction).findOne({ account_id: account, id }).forUpdate()
    if (failed === undefined) throw new PlatformError('not-found', 'There is no such photo')
    const existing = await PhotoRow.query(transaction).findOne({ account_id: account, retry_of: id })
    if (existing !== undefined) return existing
    if (failed.state !== 'failed' && failed.state !== 'canceled') {
      throw new PlatformError('conflict', 'Only a photo that failed can be taken again')
    }
    if (failed.kind === 'reference' || failed.conversationId === null) {
      const version = await findVersion(transaction, failed.avatarId, failed.avatarVersion)
      if (version === undefined) throw new PlatformError('not-found', 'There is no such avatar')
      return await orderReference(context, transaction, account, {
        version,
        retryOf: id,
        ...(failed.change === null ? {} : { change: failed.change }),
      })
    }
    return await orderInConversation(context, transaction, {
      account,
      conversation: failed.conversationId,
      scene: failed.scene,
      caption: failed.caption,
      expectedMs,
      retryOf: id,
    })
  })
  if (photo.conversationId !== null) {
    context.bus.publish(conversationChannel(photo.conversationId), { type: 'wake' })
  }
  await enqueue(context, photo.id)
  return photo
}

/** Wakes the workers. A job that cannot be added is no failure: the sweeper finds the row. */
export async function enqueue(context: PhotoContext, id: string): Promise<void> {
  try {
    await context.jobs.add('photo', id)
  } catch (error) {
    context.report(new PlatformError('unavailable', 'A photo waits for the sweeper', { cause: error }))
  }
}

async function orderInConversation(
  context: PhotoContext,
  transaction: Knex,
  order: {
    readonly account: string
    readonly conversation: string
    readonly scene: string
    readonly caption: string | null
    readonly expectedMs: number
    readonly call?: { readonly turn: string; readonly callNo: number; readonly offset: number }
    readonly retryOf?: string
  },
): Promise<PhotoRow> {
  const avatar = await findAvatar(transaction, order.account)
  if (avatar?.accepted === undefined) throw new PlatformError('conflict', 'There is no accepted look yet')
  const look = await PhotoRow.query(transaction).findOne({
    account_id: order.account,
    id: avatar.accepted.photo,
  })
  if (look === undefined) throw new PlatformError('conflict', 'There is no accepted look yet')
  const hold = await holdPhoto(context, transaction, order.account, 'photos')
  const photo = await insertPhoto(transaction, {
    accountId: order.account,
    conversationId: order.conversation,
    turnId: order.call?.turn ?? null,
    callNo: order.call?.callNo ?? null,
    avatarId: avatar.id,
    avatarVersion: avatar.accepted.version,
    kind: 'chat',
    scene: order.scene,
    caption: order.caption,
    change: look.change,
    // The look's own seed: with its reference picture it keeps the person the same.
    seed: look.seed,
    prompt: buildPhotoPrompt(avatar.accepted, { scene: order.scene, change: look.change }),
    referencePhoto: look.id,
    holdId: hold,
    retryOf: order.retryOf ?? null,
  })
  await auditRequest(transaction, photo)
  await appendEvent(
    transaction,
    { account: order.account, conversation: order.conversation },
    {
      type: 'photo-requested',
      key: `photo:${photo.id}`,
      turn: order.call?.turn ?? null,
      data: {
        photo: photo.id,
        ...(order.caption === null ? {} : { caption: order.caption }),
        callNo: order.call?.callNo ?? 0,
        offset: order.call?.offset ?? 0,
        width: photo.width,
        height: photo.height,
        expectedMs: order.expectedMs,
        alt: altText(photo, avatar.accepted.name),
        ...(order.retryOf === undefined ? {} : { retryOf: order.retryOf }),
      },
    },
  )
  return photo
}

async function holdPhoto(
  context: PhotoContext,
  transaction: Knex,
  account: string,
  feature: 'photos' | 'paintAgain',
): Promise<string> {
  const entitlement = await readEntitlement(transaction, account, context.tiers)
  return await holdUnit(transaction, account, feature, entitlement, context.tiers, new Date())
}

async function insertPhoto(transaction: Knex, fields: Partial<PhotoRow>): Promise<PhotoRow> {
  const row = {
    ...fields,
    id: newId(),
    state: 'queued' as const,
    ...photoSize,
    webhookSecret: randomBytes(24).toString('base64url'),
    deadlineAt: waitingDeadline(),
  }
  return await PhotoRow.query(transaction).insert(row).returning('*')
}

async function auditRequest(transaction: Knex, photo: PhotoRow): Promise<void> {
  await appendAudit(transaction, {
    actor: 'user',
    account: photo.accountId,
    type: 'photo-requested',
    data: {
      photo: photo.id,
      kind: photo.kind,
      ...(photo.conversationId === null ? {} : { conversation: photo.conversationId }),
      ...(photo.turnId === null ? {} : { turn: photo.turnId, callNo: photo.callNo }),
      avatar: photo.avatarId,
      version: photo.avatarVersion,
      prompt: photo.prompt,
      seed: photo.seed,
      referencePhoto: photo.referencePhoto,
      retryOf: photo.retryOf,
    },
  })
}
