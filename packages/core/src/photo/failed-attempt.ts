import type { ImageState } from '@parlor/plugin-kit'
import { PlatformError } from '../platform-error.ts'
import { endAttempt, type AttemptEnd } from './attempts.ts'
import { countTries, spentProviders } from './choose-provider.ts'
import { movePhoto } from './claim.ts'
import { waitingDeadline } from './order.ts'
import type { PhotoContext, ProviderSlot } from './photo-context.ts'
import { endWithout, type Next } from './photo-step.ts'
import { noteFailure, noteRefusal, noteSuccess, noteThrottle } from './provider-state.ts'
import type { PhotoRow } from './records.ts'
import { maxTries, retryDelayMs } from './retry-delay.ts'

type Failed = Extract<ImageState, { status: 'failed' }>

/** Where a provider that throttles says nothing of how long. */
const throttleMs = 5000
const longestThrottleMs = 10 * 60_000
/** With so much asked for by one provider after another a photo has waited long enough. */
const throttledMinutes = 10

/**
 * A certain failure: nothing more comes of this attempt. What it was decides whether another one begins, where and
 * when; the operator hears of what only they can mend.
 */
export async function applyFailure(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  failed: Failed,
): Promise<Next> {
  const { code, message, cost, handle } = failed
  const attempt: AttemptEnd = {
    outcome: code,
    message,
    ...(cost === undefined ? {} : { cost }),
    ...(handle === undefined ? {} : { handle }),
  }
  const { database } = context
  switch (code) {
    case 'safety':
      await noteSuccess(database, slot.name)
      return await endWithout(context, photo, 'blocked', 'provider-refused', attempt)
    case 'throttled':
      return await waitForProvider(context, photo, slot, { failed, attempt })
    case 'auth':
    case 'quota': {
      await noteRefusal(database, slot.name, code)
      tellOperator(context, slot, failed)
      if (await isAnotherLeft(context, photo, slot))
        return { waitMs: 0, photo: await tryAgain(context, photo, attempt) }
      return await endWithout(context, photo, 'failed', code, attempt)
    }
    case 'transient': {
      const awayMs = await noteFailure(database, slot.name)
      if (awayMs > 0) tellOperator(context, slot, failed)
      const tries = 1 + (await countTries(context, photo))
      if (tries <= maxTries)
        return { waitMs: retryDelayMs(tries), photo: await tryAgain(context, photo, attempt) }
      if (await isAnotherLeft(context, photo, slot))
        return { waitMs: 0, photo: await tryAgain(context, photo, attempt) }
      return await endWithout(context, photo, 'failed', 'tries-spent', attempt)
    }
    default:
      // `invalid` is our mistake or the operator's, and `expired` an outage of ours; the provider is well.
      await noteSuccess(database, slot.name)
      tellOperator(context, slot, failed)
      return await endWithout(context, photo, 'failed', code, attempt)
  }
}

async function isAnotherLeft(context: PhotoContext, photo: PhotoRow, slot: ProviderSlot): Promise<boolean> {
  const spent = await spentProviders(context, photo)
  return spent.add(slot.name).size < context.providers.length
}

/** Back into the queue under the next key. */
async function tryAgain(context: PhotoContext, photo: PhotoRow, attempt: AttemptEnd): Promise<PhotoRow> {
  // Each try has a deadline of its own; the one of the try before must not cut it short.
  const fields = { tries: photo.tries + 1, handle: null, note: null, deadlineAt: waitingDeadline() }
  return await movePhoto(context.database, photo, 'queued', fields, {
    facts: { code: attempt.outcome, ...(attempt.cost == null ? {} : { cost: attempt.cost }) },
    // The ledger's row keeps the handle that the photo gives up here.
    beside: async (transaction) => await endAttempt(transaction, photo, attempt),
  })
}

/** It was not taken: that is no try, and the same key asks again when the provider wants to be asked. */
async function waitForProvider(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  { failed, attempt }: { readonly failed: Failed; readonly attempt: AttemptEnd },
): Promise<Next> {
  const awayMs = Math.min(longestThrottleMs, Math.max(100, failed.retryAfterMs ?? throttleMs))
  await noteThrottle(context.database, slot.name, awayMs)
  // Throttling does not wait without end: it is counted from when the photo was asked for, and the tries it had.
  const until = photo.createdAt.getTime() + (photo.tries + 1) * throttledMinutes * 60_000
  const fields = { handle: null, note: null, deadlineAt: new Date(until) }
  const again = await movePhoto(context.database, photo, 'queued', fields, {
    facts: { code: 'throttled' },
    beside: async (transaction) => await endAttempt(transaction, photo, attempt),
  })
  return { waitMs: Math.round(awayMs * (1 + Math.random() / 4)), photo: again }
}

function tellOperator(context: PhotoContext, slot: ProviderSlot, { code, message }: Failed): void {
  context.report(new PlatformError('unavailable', `${slot.name} made no picture: ${code}: ${message}`))
}
