import { ClaimLostError } from '../database/claims.ts'
import { joined, later } from '../deadline.ts'
import type { JobOutcome } from '../job/jobs.ts'
import { givenUp } from './apply-state.ts'
import { beginPhoto, resumeStart } from './begin-photo.ts'
import { cancelAtProvider } from './cancel-at-provider.ts'
import { chooseProvider } from './choose-provider.ts'
import { claimPhoto, dueAgain, releasePhoto } from './claim.ts'
import { finishPhoto } from './finish-photo.ts'
import type { PhotoContext, ProviderSlot } from './photo-context.ts'
import { endWithout, type Ends, type Next, type Wait } from './photo-step.ts'
import { pollPhoto } from './poll-photo.ts'
import { tellProgress } from './progress.ts'
import type { PhotoRow } from './records.ts'

/** After a failure of ours (storage, database): the row stays where it is and is tried again. */
const troubleMs = 5000
/** A shutdown has 5 s in all; a start that is under way may take this much of it. */
const graceMs = 2500

/**
 * The job `photo`: moves one photo as far as it will go, and says when to look again.
 *
 * Only the holder of the claim moves a photo, and each move is a row committed before the effect that
 * follows it, so that it may be killed anywhere and run twice (docs/architecture.md draws the machine).
 */
export async function takePhoto(
  context: PhotoContext,
  id: string,
  closing: AbortSignal,
): Promise<JobOutcome> {
  const photo = await claimPhoto(context.database, id, context.claims.seconds)
  if (photo === undefined || photo.claim === null) return await dueAgain(context.database, id)
  const held = context.claims.hold(photo.claim)
  const { signal, drop } = joined(closing, held.signal)
  // A request that may be billed is given a moment to answer before a shutdown leaves it behind.
  const unhurried = later(graceMs, closing)
  const patient = joined(unhurried.signal, held.signal)
  let current = photo
  try {
    for (;;) {
      const next = await step(context, current, { signal, patient: patient.signal })
      if (next === 'ended') {
        await tellProgress(context, current)
        return undefined
      }
      if ('waitMs' in next) {
        current = next.photo
        await tellProgress(context, current)
        return { againAfterMs: await releasePhoto(context.database, current, next.waitMs) }
      }
      current = next
      await tellProgress(context, current)
    }
  } catch (error) {
    if (error instanceof ClaimLostError) return undefined
    // A shutdown gives the photo back at once; the next process goes on from the row.
    const waitMs = closing.aborted ? 0 : troubleMs
    if (!closing.aborted) context.report(error)
    const againAfterMs = await releasePhoto(context.database, current, waitMs)
    return closing.aborted ? undefined : { againAfterMs }
  } finally {
    held.drop()
    drop()
    patient.drop()
    unhurried.drop()
  }
}

async function step(context: PhotoContext, photo: PhotoRow, ends: Ends): Promise<Next> {
  const { signal } = ends
  signal.throwIfAborted()
  const isOver = photo.deadlineAt.getTime() < Date.now()
  // The picture is paid and ours: its provider may be gone, and only we can fail it now.
  if (photo.state === 'finishing') {
    return isOver
      ? await endWithout(context, photo, 'failed', 'expired')
      : await finishPhoto(context, photo, signal)
  }
  if (photo.state === 'queued') return await leaveQueue(context, photo, ends, { isOver })
  // A photo that was begun belongs to its provider: another one knows nothing of its handle.
  const slot = context.providers.find((entry) => entry.name === photo.provider)
  if (slot === undefined)
    return await endWithout(context, photo, 'failed', 'no-image-provider', { outcome: 'expired' })
  if (photo.cancelAskedAt !== null) {
    await cancelAtProvider(context, photo, slot, signal)
    return await endWithout(context, photo, 'canceled', 'canceled', givenUp(slot, 'canceled'))
  }
  if (!isOver) return await ask(context, photo, slot, ends)
  let next = await askLast(context, photo, slot, ends)
  // A start whose answer was lost, and that is found only now: its picture may be there, and is paid.
  if (photo.state === 'starting' && isWait(next) && next.photo.state === 'generating')
    next = await askLast(context, next.photo, slot, ends)
  if (!isWait(next) || next.photo.state === 'queued') return next
  await cancelAtProvider(context, next.photo, slot, signal)
  return await endWithout(context, next.photo, 'failed', 'expired', givenUp(slot, 'expired'))
}

/** Nothing is under way: it begins at the provider that is to have it, waits for one, or ends. */
async function leaveQueue(
  context: PhotoContext,
  photo: PhotoRow,
  ends: Ends,
  { isOver }: { readonly isOver: boolean },
): Promise<Next> {
  if (photo.cancelAskedAt !== null) return await endWithout(context, photo, 'canceled', 'canceled')
  if (isOver) return await endWithout(context, photo, 'failed', 'expired')
  const choice = await chooseProvider(context, photo)
  if ('code' in choice) return await endWithout(context, photo, 'failed', choice.code)
  if ('waitMs' in choice) return { waitMs: choice.waitMs, photo }
  return await beginPhoto(context, photo, choice.slot, ends)
}

function isWait(next: Next): next is Wait {
  return next !== 'ended' && 'waitMs' in next
}

async function ask(context: PhotoContext, photo: PhotoRow, slot: ProviderSlot, ends: Ends): Promise<Next> {
  return photo.state === 'starting'
    ? await resumeStart(context, photo, slot, ends)
    : await pollPhoto(context, photo, slot, ends)
}

/**
 * The provider's time is over, but perhaps nobody was here to look: it is asked once more. A start is not
 * repeated now, even where that would be harmless.
 */
async function askLast(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  ends: Ends,
): Promise<Next> {
  const nothing = { waitMs: 0, photo }
  if (photo.state === 'starting' && slot.imageProvider.startIsIdempotent === true) return nothing
  try {
    return await ask(context, photo, slot, ends)
  } catch (error) {
    ends.signal.throwIfAborted()
    if (error instanceof ClaimLostError) throw error
    context.report(error)
    return nothing
  }
}
