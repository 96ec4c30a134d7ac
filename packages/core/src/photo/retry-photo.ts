import { appendAudit } from '../audit/append.ts'
import { findVersion, lockAvatar } from '../avatar/avatars.ts'
import { conversationChannel } from '../event/bus.ts'
import { PlatformError } from '../platform-error.ts'
import { assertMayPaint } from '../safety/painting-pause.ts'
import { expectedRun } from './expected-time.ts'
import { assertNoOpenLook, orderReference } from './order-look.ts'
import { enqueue, orderInConversation } from './order.ts'
import type { OrderContext } from './photo-context.ts'
import { nextMaker } from './progress.ts'
import { PhotoRow } from './records.ts'

/**
 * Orders again what failed or was canceled, as a new photo. A second click finds the first one's photo.
 *
 * Throws `conflict` for a photo that did not fail and for a look while another is painted, and `payment-required`
 * when none is left.
 */
export async function retryPhoto(
  context: OrderContext,
  account: string,
  id: string,
  { operator }: { readonly operator?: string } = {},
): Promise<PhotoRow> {
  const { expectedMs } = await expectedRun(context.database, nextMaker(context, 'chat'))
  const photo = await context.database.knex.transaction(async (transaction) => {
    const failed = await PhotoRow.query(transaction).findOne({ account_id: account, id }).forUpdate()
    if (failed === undefined) throw new PlatformError('not-found', 'There is no such photo')
    const existing = await PhotoRow.query(transaction).findOne({ account_id: account, retry_of: id })
    if (existing !== undefined) return existing
    if (failed.state !== 'failed' && failed.state !== 'canceled') {
      throw new PlatformError('conflict', 'Only a photo that failed can be taken again')
    }
    if (operator === undefined) await assertMayPaint(transaction, account)
    else {
      const data = { photo: id, by: operator }
      await appendAudit(transaction, { actor: 'operator', account, type: 'photo-retry-asked', data })
    }
    if (failed.kind === 'reference' || failed.conversationId === null) {
      const version = await findVersion(transaction, failed.avatarId, failed.avatarVersion)
      if (version === undefined) throw new PlatformError('not-found', 'There is no such avatar')
      await lockAvatar(transaction, account)
      await assertNoOpenLook(transaction, account, version.version)
      return await orderReference(context, transaction, account, {
        version,
        retryOf: id,
        operator,
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
      operator,
    })
  })
  if (photo.conversationId !== null) {
    context.bus.publish(conversationChannel(photo.conversationId), { type: 'wake' })
  }
  await enqueue(context, photo.id)
  return photo
}
