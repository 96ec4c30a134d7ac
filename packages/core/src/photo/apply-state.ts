import { setTimeout as delay } from 'node:timers/promises'
import type { ImageState, Media } from '@parlor/plugin-kit'
import { PlatformError } from '../platform-error.ts'
import { movePhoto } from './claim.ts'
import { pictureBytes } from './download.ts'
import { waitingDeadline } from './order.ts'
import type { PhotoContext, ProviderSlot } from './photo-context.ts'
import { endWithout, pollMs, type Next } from './photo-step.ts'
import type { PhotoRow } from './records.ts'
import { maxTries, retryDelayMs } from './retry-delay.ts'

/** How long a picture that is ours may take to be judged and signed, outages counted in. */
const finishMs = 60 * 60_000
const keepTries = 4
const keepAgainMs = 250

/** What the provider said becomes the next move. */
export async function applyState(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  { state, signal }: { readonly state: ImageState; readonly signal: AbortSignal },
): Promise<Next> {
  if (state.status === 'running') {
    const running = await movePhoto(context.database, photo, 'generating', { handle: state.handle })
    return { waitMs: state.pollAfterMs ?? pollMs, photo: running }
  }
  if (state.status === 'failed') {
    if (state.code === 'safety') return await endWithout(context, photo, 'blocked', 'provider-refused')
    if (state.code !== 'transient') return await endWithout(context, photo, 'failed', state.code)
    if (photo.tries >= maxTries) return await endWithout(context, photo, 'failed', 'tries-spent')
    const tries = photo.tries + 1
    // Each try has a deadline of its own; the one of the try before must not cut it short.
    const fields = { tries, handle: null, note: null, deadlineAt: waitingDeadline() }
    const again = await movePhoto(context.database, photo, 'queued', fields, { code: state.code })
    return { waitMs: retryDelayMs(tries), photo: again }
  }
  if (state.flagged !== undefined && state.flagged.length > 0)
    return await endWithout(context, photo, 'blocked', 'provider-refused')
  const image = state.images[0]
  if (image === undefined) return await endWithout(context, photo, 'blocked', 'provider-refused')
  // It is paid now: should the download fail, the next look finds it by its handle, or by the answer itself,
  // instead of starting anew.
  const handle = state.handle ?? photo.handle
  const paid =
    photo.state === 'starting' && (handle !== null || 'url' in image)
      ? await movePhoto(context.database, photo, 'generating', handle === null ? { note: state } : { handle })
      : photo
  const picture = await fetched(image, slot, signal)
  if (picture === undefined) return await endWithout(context, paid, 'failed', 'bad-picture')
  const key = `photos/${photo.id}/original`
  await keep(context, key, picture.bytes)
  return await movePhoto(context.database, paid, 'finishing', {
    original: key,
    handle,
    sha256: picture.sha256,
    cost: state.cost ?? slot.imageProvider.limits.price ?? null,
    deadlineAt: new Date(Date.now() + finishMs),
  })
}

/** The picture's bytes; undefined for what may not be fetched or is too large, which no other try would mend. */
async function fetched(image: Media | { readonly url: string }, slot: ProviderSlot, signal: AbortSignal) {
  try {
    return await pictureBytes(image, slot.imageProvider.limits.hosts, signal)
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'validation') return undefined
    throw error
  }
}

/** Bytes that came with the answer are nowhere else: a storage that fails for a moment is asked again here. */
async function keep(context: PhotoContext, key: string, bytes: Uint8Array): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await context.storage.put(key, bytes, { mime: 'application/octet-stream' })
      return
    } catch (error) {
      if (attempt >= keepTries) throw error
      await delay(attempt * keepAgainMs)
    }
  }
}
