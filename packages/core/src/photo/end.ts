import { appendAudit } from '../audit/append.ts'
import { findVersion } from '../avatar/avatars.ts'
import { ClaimLostError } from '../database/claims.ts'
import { releaseHold, settleHold } from '../entitlement/holds.ts'
import { conversationChannel } from '../event/bus.ts'
import { appendEvent } from '../event/log.ts'
import { PlatformError } from '../platform-error.ts'
import type { Judged, Judgement } from '../safety/moderation.ts'
import { addStrike } from '../safety/strikes.ts'
import { altText } from './alt-text.ts'
import { endAttempt, type AttemptEnd } from './attempts.ts'
import { photoOffence } from './photo-offence.ts'
import type { PhotoContext } from './photo-context.ts'
import { PhotoRow, type StoredPhoto } from './records.ts'

export type PhotoEnd =
  | {
      readonly state: 'ready'
      readonly stored: StoredPhoto
      /** What the moderators said of the picture. */
      readonly moderation: string
      readonly judged: readonly Judged[]
    }
  | {
      readonly state: 'failed' | 'blocked' | 'canceled'
      readonly code: string
      /** Of the attempt that was under way. */
      readonly attempt?: AttemptEnd
      /** Why it is blocked, where it was not a provider that refused it. */
      readonly judgement?: Judgement
    }

/**
 * Ends a photo, once: state, hold, audit event and the conversation's event are one transaction, fenced by
 * the claim. Throws `ClaimLostError` when another worker has the photo; then nothing was written.
 */
export async function endPhoto(context: PhotoContext, photo: PhotoRow, end: PhotoEnd): Promise<void> {
  const counted = photo.holdId !== null && counts(photo, end)
  await context.database.knex.transaction(async (transaction) => {
    const ended = await PhotoRow.query(transaction)
      .where({ account_id: photo.accountId, id: photo.id, claim: photo.claim, state: photo.state })
      .patch({
        state: end.state,
        claim: null,
        endedAt: new Date(),
        counted,
        ...(end.state === 'ready'
          ? { stored: end.stored, sha256: end.stored.image.sha256, sizeBytes: end.stored.image.sizeBytes }
          : { code: end.code }),
      })
    if (ended === 0) throw new ClaimLostError(`Photo ${photo.id} was taken over`)
    if (end.state !== 'ready' && end.attempt !== undefined) await endAttempt(transaction, photo, end.attempt)
    if (photo.holdId !== null) {
      const endHold = counted ? settleHold : releaseHold
      await endHold(transaction, photo.accountId, photo.holdId)
    }
    await appendAudit(transaction, {
      actor: photo.provider === null ? 'system' : `plugin:${photo.provider}`,
      account: photo.accountId,
      type: `photo-${end.state}`,
      data: {
        photo: photo.id,
        kind: photo.kind,
        prompt: photo.prompt,
        provider: photo.provider,
        model: photo.model,
        tries: photo.tries,
        cost: ('attempt' in end ? end.attempt?.cost : undefined) ?? photo.cost,
        ...(end.state === 'ready'
          ? {
              url: `${context.publicUrl}/v1/photos/${photo.id}/image`,
              sha256: end.stored.image.sha256,
              previewSha256: end.stored.preview.sha256,
              imageWebpSha256: end.stored.imageWebp?.sha256 ?? null,
              previewJpegSha256: end.stored.previewJpeg?.sha256 ?? null,
              moderation: end.moderation,
              judged: end.judged,
            }
          : { code: end.code }),
      },
    })
    if (end.state === 'blocked') await addStrike(transaction, photoOffence(photo, end), context.strikes)
    if (photo.conversationId === null) return
    const key = { account: photo.accountId, conversation: photo.conversationId }
    if (end.state === 'ready') {
      const version = await findVersion(transaction, photo.avatarId, photo.avatarVersion)
      const data = {
        photo: photo.id,
        width: end.stored.image.width,
        height: end.stored.image.height,
        alt: altText(photo, version?.name ?? ''),
      }
      await appendEvent(transaction, key, {
        type: 'photo-ready',
        key: `photo:${photo.id}:end`,
        turn: photo.turnId,
        data,
      })
    } else {
      const { state, code } = end
      const data = { photo: photo.id, state, code, mayRetry: mayRetry(state), counted }
      await appendEvent(transaction, key, {
        type: 'photo-failed',
        key: `photo:${photo.id}:end`,
        turn: photo.turnId,
        data,
      })
    }
  })
  if (photo.conversationId !== null) {
    context.bus.publish(conversationChannel(photo.conversationId), { type: 'wake' })
  }
  if (end.state === 'failed') await buryPhoto(context, photo.id)
}

/** To the dead letters, for operators. The row is what counts: with the queue away nobody is told, and all can look. */
async function buryPhoto(context: PhotoContext, id: string): Promise<void> {
  try {
    await context.jobs.add('photo-dead', id)
  } catch (error) {
    context.report(
      new PlatformError('unavailable', `Photo ${id} is dead, and no operator was told`, { cause: error }),
    )
  }
}

/**
 * What counts as used: a delivered photo, and one that was canceled when its request may have left already.
 * Otherwise an account could have a provider paid without end: paint, cancel, paint again.
 */
function counts(photo: PhotoRow, end: PhotoEnd): boolean {
  return end.state === 'ready' || (end.state === 'canceled' && photo.state !== 'queued')
}

/** A refusal stands; what merely failed may be asked for again. */
export function mayRetry(state: PhotoRow['state']): boolean {
  return state === 'failed' || state === 'canceled'
}
