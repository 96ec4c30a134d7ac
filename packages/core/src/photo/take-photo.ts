import type { ImageRequest, ImageState } from '@parlor/plugin-kit'
import { ClaimLostError } from '../database/claims.ts'
import { bounded } from '../deadline.ts'
import { conversationChannel } from '../event/bus.ts'
import type { JobOutcome } from '../job/jobs.ts'
import { PlatformError } from '../platform-error.ts'
import { claimPhoto, movePhoto, releasePhoto } from './claim.ts'
import { pictureBytes } from './download.ts'
import { endPhoto } from './end.ts'
import { expectedTimeMs } from './expected-time.ts'
import { finishPhoto } from './finish-photo.ts'
import { waitingDeadline } from './order.ts'
import type { PhotoContext, ProviderSlot } from './photo-context.ts'
import type { PhotoRow } from './records.ts'
import { referenceUrl } from './reference-url.ts'
import { maxTries, retryDelayMs } from './retry-delay.ts'

/** The longest that a provider may take to answer a look, a search or a cancellation. */
const callMs = 15_000
/** Between two looks at a provider that names no time of its own. */
const pollMs = 1500
/** After a failure of ours (storage, database): the row stays where it is and is tried again. */
const troubleMs = 5000

/** What a step left: the photo in its next state, or how long to wait, or that it is over. */
type Next = PhotoRow | { readonly waitMs: number } | 'ended'

/**
 * The job `photo`: moves one photo as far as it will go, and says when to look again.
 *
 * Only the holder of the claim moves a photo, and each move is a row committed before the effect that
 * follows it, so that it may be killed anywhere and run twice (runtime-protocol: the photo machine).
 */
export async function takePhoto(
  context: PhotoContext,
  id: string,
  closing: AbortSignal,
): Promise<JobOutcome> {
  const photo = await claimPhoto(context.database, id)
  if (photo === undefined || photo.claim === null) return undefined
  const held = context.claims.hold(photo.claim)
  const signal = AbortSignal.any([closing, held.signal])
  let current = photo
  try {
    for (;;) {
      const next = await step(context, current, signal)
      if (next === 'ended') {
        await tellProgress(context, current)
        return undefined
      }
      if ('waitMs' in next) {
        await tellProgress(context, current)
        await releasePhoto(context.database, current, next.waitMs)
        return { againAfterMs: next.waitMs }
      }
      current = next
      await tellProgress(context, current)
    }
  } catch (error) {
    if (error instanceof ClaimLostError) return undefined
    // A shutdown gives the photo back at once; the next process goes on from the row.
    const waitMs = closing.aborted ? 0 : troubleMs
    if (!closing.aborted) context.report(error)
    await releasePhoto(context.database, current, waitMs)
    return closing.aborted ? undefined : { againAfterMs: waitMs }
  } finally {
    held.drop()
  }
}

async function step(context: PhotoContext, photo: PhotoRow, signal: AbortSignal): Promise<Next> {
  signal.throwIfAborted()
  // A photo that was begun belongs to its provider: another one knows nothing of its handle.
  const slot = context.providers.find((entry) => photo.provider === null || entry.name === photo.provider)
  if (slot === undefined) return await end(context, photo, 'failed', 'no-image-provider')
  if (photo.state !== 'finishing' && photo.cancelAskedAt !== null)
    return await cancel(context, photo, slot, signal)
  if (photo.deadlineAt.getTime() < Date.now()) return await end(context, photo, 'failed', 'expired')
  switch (photo.state) {
    case 'queued':
      return await begin(context, photo, slot, signal)
    case 'starting':
      return await resumeStart(context, photo, slot, signal)
    case 'generating':
      return await poll(context, photo, slot, signal)
    case 'finishing':
      return await finishPhoto(context, photo, signal)
    default:
      return 'ended'
  }
}

/** queued → starting: the prompt is judged, and the intention committed before the request may leave. */
async function begin(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  signal: AbortSignal,
): Promise<Next> {
  const call = { key: `${photo.id}.prompt`, signal }
  const verdict = await context.moderation.judge('prompt', { text: photo.prompt }, call)
  if (verdict.action !== 'allow')
    return await end(context, photo, 'blocked', verdict.categories[0] ?? 'safety')
  const request = await requestFor(context, photo, slot)
  const starting = await movePhoto(context.database, photo, 'starting', {
    provider: slot.name,
    model: slot.imageProvider.model?.name ?? null,
    startedAt: new Date(),
    deadlineAt: new Date(Date.now() + slot.imageProvider.limits.totalMs),
  })
  return await start(context, starting, slot, request, signal)
}

/** Made before the intention is committed: a storage that fails must not look like a start that was lost. */
async function requestFor(
  context: PhotoContext,
  photo: PhotoRow,
  { imageProvider }: ProviderSlot,
): Promise<ImageRequest> {
  const reference = imageProvider.limits.references > 0 ? await referenceUrl(context, photo) : undefined
  return {
    prompt: photo.prompt,
    references: reference === undefined ? [] : [{ url: reference }],
    size: `${photo.width}x${photo.height}`,
    seed: photo.seed,
  }
}

async function start(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  request: ImageRequest,
  signal: AbortSignal,
): Promise<Next> {
  const provider = slot.imageProvider
  let state: ImageState
  try {
    state = await bounded(
      provider.limits.startMs,
      signal,
      async (limit) => await provider.start(request, { key: attemptKey(photo), signal: limit }),
    )
  } catch (error) {
    signal.throwIfAborted()
    // Nobody knows whether it was billed: the row stays in `starting`, and `resumeStart` decides.
    context.report(new PlatformError('unavailable', `A start at ${slot.name} was lost`, { cause: error }))
    return { waitMs: pollMs }
  }
  return await apply(context, photo, slot, state, signal)
}

/** Found in `starting`: the request may have left. It is never sent again unless that is harmless. */
async function resumeStart(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  signal: AbortSignal,
): Promise<Next> {
  const provider = slot.imageProvider
  if (provider.startIsIdempotent === true) {
    return await start(context, photo, slot, await requestFor(context, photo, slot), signal)
  }
  const found = await bounded(
    callMs,
    signal,
    async (limit) =>
      await provider.find?.({
        key: attemptKey(photo),
        signal: limit,
        webhookUrl: `${context.publicUrl}/v1/webhooks/${slot.name}/${photo.id}.${photo.webhookSecret}`,
        since: photo.startedAt ?? photo.createdAt,
      }),
  )
  return found === undefined ? { waitMs: pollMs * 2 } : await apply(context, photo, slot, found, signal)
}

async function poll(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  signal: AbortSignal,
): Promise<Next> {
  const provider = slot.imageProvider
  let state: ImageState | undefined
  try {
    state = await bounded(
      callMs,
      signal,
      async (limit) => await provider.poll?.(photo.handle, { key: attemptKey(photo), signal: limit }),
    )
  } catch (error) {
    signal.throwIfAborted()
    context.report(error)
    return { waitMs: pollMs }
  }
  if (state === undefined) return { waitMs: pollMs }
  return await apply(context, photo, slot, state, signal)
}

/** What the provider said becomes the next move. */
async function apply(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  state: ImageState,
  signal: AbortSignal,
): Promise<Next> {
  if (state.status === 'running') {
    await movePhoto(context.database, photo, 'generating', { handle: state.handle })
    return { waitMs: state.pollAfterMs ?? pollMs }
  }
  if (state.status === 'failed') {
    if (state.code === 'safety') return await end(context, photo, 'blocked', 'provider-refused')
    if (state.code !== 'transient') return await end(context, photo, 'failed', state.code)
    if (photo.tries >= maxTries) return await end(context, photo, 'failed', 'tries-spent')
    const tries = photo.tries + 1
    // Each try has a deadline of its own; the one of the try before must not cut it short.
    await movePhoto(context.database, photo, 'queued', { tries, handle: null, deadlineAt: waitingDeadline() })
    return { waitMs: retryDelayMs(tries) }
  }
  if (state.flagged !== undefined && state.flagged.length > 0)
    return await end(context, photo, 'blocked', 'provider-refused')
  const image = state.images[0]
  if (image === undefined) return await end(context, photo, 'blocked', 'provider-refused')
  // It is paid now: should the download fail, the next look finds it by its handle instead of starting anew.
  const handle = state.handle ?? photo.handle
  const paid =
    photo.state === 'starting' && handle !== null
      ? await movePhoto(context.database, photo, 'generating', { handle })
      : photo
  const picture = await pictureBytes(image, slot.imageProvider.limits.hosts, signal)
  const key = `photos/${photo.id}/original`
  await context.storage.put(key, picture.bytes, { mime: 'application/octet-stream' })
  return await movePhoto(context.database, paid, 'finishing', {
    original: key,
    handle,
    sha256: picture.sha256,
    cost: state.cost ?? slot.imageProvider.limits.price ?? null,
  })
}

async function cancel(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  signal: AbortSignal,
): Promise<Next> {
  const { handle } = photo
  if (handle !== null) {
    try {
      await bounded(
        callMs,
        signal,
        async (limit) => await slot.imageProvider.cancel?.(handle, { key: attemptKey(photo), signal: limit }),
      )
    } catch (error) {
      signal.throwIfAborted()
      // It may be painted for nobody; the person is not kept waiting for it.
      context.report(error)
    }
  }
  return await end(context, photo, 'canceled', 'canceled')
}

async function end(
  context: PhotoContext,
  photo: PhotoRow,
  state: 'failed' | 'blocked' | 'canceled',
  code: string,
): Promise<'ended'> {
  await endPhoto(context, photo, { state, code })
  if (state === 'failed') await context.jobs.add('photo-dead', photo.id)
  return 'ended'
}

/** One key for each paid attempt: a lost answer keeps it, a certain failure begins the next. */
function attemptKey(photo: PhotoRow): string {
  return `${photo.id}.${photo.tries}`
}

async function tellProgress(context: PhotoContext, photo: PhotoRow): Promise<void> {
  if (photo.conversationId === null) return
  context.bus.publish(conversationChannel(photo.conversationId), {
    type: 'progress',
    photo: photo.id,
    state: photo.state,
    elapsedMs: Date.now() - photo.createdAt.getTime(),
    expectedMs: await expectedTimeMs(context.database),
  })
}
