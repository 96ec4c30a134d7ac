import { randomBytes } from 'node:crypto'
import type { Knex } from 'knex'
import { appendAudit } from '../audit/append.ts'
import { findAvatar } from '../avatar/avatars.ts'
import { newId } from '../database/id.ts'
import { storable } from '../database/storable.ts'
import { holdUnit } from '../entitlement/holds.ts'
import { readEntitlement } from '../entitlement/subscriptions.ts'
import { conversationChannel } from '../event/bus.ts'
import { appendEvent } from '../event/log.ts'
import { PlatformError } from '../platform-error.ts'
import { assertMayPaint } from '../safety/painting-pause.ts'
import { altText } from './alt-text.ts'
import { expectedRun } from './expected-time.ts'
import type { OrderContext, PhotoContext } from './photo-context.ts'
import { nextMaker } from './progress.ts'
import { buildPhotoPrompt } from './prompt.ts'
import { PhotoRow } from './records.ts'

/** Pixels of every picture, 4:5. */
export const photoSize = { width: 1024, height: 1280 } as const
/** Until a provider has it, a photo may wait this long; then it is given up and told. */
const waitMinutes = 10

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

/**
 * Orders the photo that a turn asked for. Returns undefined when the turn's claim was lost.
 *
 * Hold, row, event and audit event are one transaction; the job is added after it. Throws
 * `payment-required` when the account has no photo left, `cooling-down` or `forbidden` after too many refusals.
 */
export async function orderChatPhoto(
  context: PhotoContext,
  order: ChatPhotoOrder,
): Promise<PhotoRow | undefined> {
  const { expectedMs } = await expectedRun(context.database, nextMaker(context, 'chat'))
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
    await assertMayPaint(transaction, order.account)
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

/** Wakes the workers. A job that cannot be added is no failure: the sweeper finds the row. */
export async function enqueue(context: OrderContext, id: string): Promise<void> {
  try {
    await context.jobs.add('photo', id)
  } catch (error) {
    context.report(new PlatformError('unavailable', 'A photo waits for the sweeper', { cause: error }))
  }
}

/** A chat photo of the accepted look, inside a transaction. Throws `conflict` where no look was accepted yet. */
export async function orderInConversation(
  context: OrderContext,
  transaction: Knex,
  order: {
    readonly account: string
    readonly conversation: string
    readonly scene: string
    readonly caption: string | null
    readonly expectedMs: number
    readonly call?: { readonly turn: string; readonly callNo: number; readonly offset: number }
    readonly retryOf?: string
    /** Who asked, where it was not the person. */
    readonly operator?: string | undefined
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
    // The look's own change and seed: with its picture they keep the person the same.
    ...buildPhotoPrompt(avatar.accepted, { scene: order.scene, change: look.change, seed: look.seed }),
    referencePhoto: look.id,
    referenceSha256: look.originalSha256,
    holdId: hold,
    retryOf: order.retryOf ?? null,
  })
  await auditRequest(transaction, photo, order.operator)
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

/** Holds one unit; throws `payment-required` when there is none. */
export async function holdPhoto(
  context: OrderContext,
  transaction: Knex,
  account: string,
  feature: 'photos' | 'paintAgain',
): Promise<string> {
  const tiers = context.tiers.current
  const entitlement = await readEntitlement(transaction, account, tiers)
  return await holdUnit(transaction, account, feature, entitlement, tiers, new Date())
}

export async function insertPhoto(transaction: Knex, fields: Partial<PhotoRow>): Promise<PhotoRow> {
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

export async function auditRequest(transaction: Knex, photo: PhotoRow, operator?: string): Promise<void> {
  await appendAudit(transaction, {
    actor: operator === undefined ? 'user' : 'operator',
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
      referenceSha256: photo.referenceSha256,
      retryOf: photo.retryOf,
      ...(operator === undefined ? {} : { by: operator }),
    },
  })
}
