import { setTimeout as delay } from 'node:timers/promises'
import type { ImageState, Media, Money } from '@parlor/plugin-kit'
import { PlatformError } from '../platform-error.ts'
import { endAttempt, noteHandle, type AttemptEnd } from './attempts.ts'
import { movePhoto } from './claim.ts'
import { pictureBytes } from './download.ts'
import { applyFailure } from './failed-attempt.ts'
import type { PhotoContext, ProviderSlot } from './photo-context.ts'
import { endWithout, pollMs, type Next } from './photo-step.ts'
import { noteSuccess } from './provider-state.ts'
import type { PhotoRow } from './records.ts'
import { hasWebhook } from './webhook-url.ts'

/** How long a picture that is ours may take to be judged and signed, outages counted in. */
const finishMs = 60 * 60_000
/** Where a webhook is to come: the first look beside it, and between those after it. */
const firstLookMs = 30_000
const lookMs = 5000
/** What fails for a moment only, in the hand of whoever has the photo: tries, and what is waited longer each time. */
const momentTries = 4
const momentMs = 250

/** What the provider said becomes the next move. */
export async function applyState(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  { state, signal }: { readonly state: ImageState; readonly signal: AbortSignal },
): Promise<Next> {
  if (state.status === 'running') {
    const { handle } = state
    const running = await movePhoto(context.database, photo, 'generating', { handle }, { beside: noteHandle })
    return { waitMs: state.pollAfterMs ?? pollAfterMs(context, running, slot), photo: running }
  }
  if (state.status === 'failed') return await applyFailure(context, photo, slot, state)
  await noteSuccess(context.database, slot.name)
  const cost = state.cost ?? slot.imageProvider.limits.price ?? null
  const image = state.flagged !== undefined && state.flagged.length > 0 ? undefined : state.images[0]
  // A picture that is held back was made all the same, and is paid.
  if (image === undefined)
    return await endWithout(context, photo, 'blocked', 'provider-refused', { outcome: 'flagged', cost })
  // It is paid now: should the download fail, the next look finds it by its handle, or by the answer itself,
  // instead of starting anew.
  const handle = state.handle ?? photo.handle
  const paid =
    photo.state === 'starting' && (handle !== null || 'url' in image)
      ? await movePhoto(
          context.database,
          photo,
          'generating',
          handle === null ? { note: state } : { handle },
          {
            beside: noteHandle,
          },
        )
      : photo
  const picture = await fetched(image, slot, { signal, download: context.download })
  if (typeof picture === 'string') {
    context.report(
      new PlatformError('unavailable', `A picture of ${slot.name} was paid for nothing: ${picture}`),
    )
    return await endWithout(context, paid, 'failed', picture, { outcome: picture, cost })
  }
  const key = `photos/${photo.id}/original`
  await keep(context, key, picture.bytes)
  const fields = {
    original: key,
    handle,
    sha256: picture.sha256,
    originalSha256: picture.sha256,
    cost,
    deadlineAt: new Date(Date.now() + finishMs),
  }
  return await movePhoto(context.database, paid, 'finishing', fields, {
    beside: async (transaction, moved) => await endAttempt(transaction, moved, { outcome: 'done', cost }),
  })
}

/** With a webhook looks are few: they are for one that was lost. */
function pollAfterMs(context: PhotoContext, photo: PhotoRow, slot: ProviderSlot): number {
  if (!hasWebhook(context, slot)) return pollMs
  const since = Date.now() - (photo.startedAt ?? photo.createdAt).getTime()
  return Math.max(lookMs, firstLookMs - since)
}

/** How an attempt ends that we give up: the provider may bill what it had begun, and never says so. */
export function givenUp(slot: ProviderSlot, outcome: 'canceled' | 'expired'): AttemptEnd {
  const { price } = slot.imageProvider.limits
  const cost: Money | null = price === undefined ? null : { ...price, estimated: true }
  return { outcome, cost }
}

/**
 * The picture's bytes, or why no other try would bring them: it may not be fetched, is too large or no picture; or its
 * host has it no more, which for a moment may also mean that it has it not yet.
 */
async function fetched(
  image: Media | { readonly url: string },
  slot: ProviderSlot,
  options: Parameters<typeof pictureBytes>[2],
) {
  try {
    return await persist(
      async () => await pictureBytes(image, slot.imageProvider.limits.hosts, options),
      (error) => codeOf(error) === 'not-found',
    )
  } catch (error) {
    if (codeOf(error) === 'validation') return 'bad-picture'
    if (codeOf(error) === 'not-found') return 'expired'
    throw error
  }
}

/** Bytes that came with the answer are nowhere else: a storage that fails for a moment is asked again here. */
async function keep(context: PhotoContext, key: string, bytes: Uint8Array): Promise<void> {
  await persist(
    async () => await context.storage.put(key, bytes, { mime: 'application/octet-stream' }),
    () => true,
  )
}

async function persist<T>(run: () => Promise<T>, mayPass: (error: unknown) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt >= momentTries || !mayPass(error)) throw error
      await delay(attempt * momentMs)
    }
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof PlatformError ? error.code : undefined
}
