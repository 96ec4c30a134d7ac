import type { ImageRequest, ImageState } from '@parlor/plugin-kit'
import { bounded } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'
import { applyState } from './apply-state.ts'
import { attemptKey } from './attempt-key.ts'
import { endAttempt, noteHandle, openAttempt } from './attempts.ts'
import { movePhoto } from './claim.ts'
import { endPhoto } from './end.ts'
import type { PhotoContext, ProviderSlot } from './photo-context.ts'
import { callMs, endWithout, pollMs, type Ends, type Next } from './photo-step.ts'
import { tellProgress } from './progress.ts'
import { noteFailure } from './provider-state.ts'
import type { PhotoRow } from './records.ts'
import { referenceUrl } from './reference-url.ts'
import { hasWebhook, newWebhookSecret, webhookUrl } from './webhook-url.ts'

/** queued → starting: the prompt is judged, and the intention committed before the request may leave. */
export async function beginPhoto(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  ends: Ends,
): Promise<Next> {
  const call = { key: `${photo.id}.prompt`, signal: ends.signal }
  // The caption is no part of the prompt, but says what the picture is taken for.
  const text = photo.caption === null ? photo.prompt : `${photo.prompt}\nCaption: ${photo.caption}`
  const verdict = await context.moderation.judge('prompt', { text }, call)
  if (verdict.action !== 'allow') {
    const code = verdict.categories[0] ?? 'safety'
    await endPhoto(context, photo, { state: 'blocked', code, judgement: verdict })
    return 'ended'
  }
  const parts = await requestParts(context, photo, slot)
  // Nothing has left, and nothing is made from a picture that is not certainly the look.
  if (parts === 'refused') return await endWithout(context, photo, 'failed', 'bad-reference')
  const fields = {
    provider: slot.name,
    model: slot.imageProvider.model?.name ?? null,
    webhookSecret: newWebhookSecret(),
    startedAt: new Date(),
    deadlineAt: new Date(Date.now() + slot.imageProvider.limits.totalMs),
  }
  const starting = await movePhoto(context.database, photo, 'starting', fields, {
    facts: { moderation: verdict.action, judged: verdict.judged },
    beside: openAttempt,
  })
  if (starting.cancelAskedAt !== null) {
    // Asked while the prompt was judged: nothing has left yet, and so it is told and counted.
    const unsent = await movePhoto(
      context.database,
      starting,
      'queued',
      {},
      {
        facts: { code: 'canceled' },
        beside: async (transaction, moved) => await endAttempt(transaction, moved, { outcome: 'unsent' }),
      },
    )
    return await endWithout(context, unsent, 'canceled', 'canceled')
  }
  // Some providers answer a start with the picture only.
  await tellProgress(context, starting)
  return await start(context, starting, slot, { parts, ends })
}

/** Found in `starting`: the request may have left. It is never sent again unless that is harmless. */
export async function resumeStart(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  ends: Ends,
): Promise<Next> {
  const provider = slot.imageProvider
  const told = photo.note?.handle
  // A webhook was faster than the answer, which perhaps never came: its handle is asked about before anything is done.
  if (told !== undefined)
    return await movePhoto(context.database, photo, 'generating', { handle: told }, { beside: noteHandle })
  if (provider.startIsIdempotent === true) {
    const parts = await requestParts(context, photo, slot)
    // What has left already is canceled at its deadline.
    if (parts === 'refused') return { waitMs: pollMs * 2, photo }
    return await start(context, photo, slot, { parts, ends })
  }
  const found = await bounded(
    callMs,
    ends.signal,
    async (limit) =>
      await provider.find?.({
        key: attemptKey(photo),
        signal: limit,
        webhookUrl: webhookUrl(context, photo, slot),
        since: photo.startedAt ?? photo.createdAt,
      }),
  )
  if (found === undefined) return { waitMs: pollMs * 2, photo }
  return await applyState(context, photo, slot, { state: found, signal: ends.signal })
}

/** Made before the intention is committed: a storage that fails must not look like a start that was lost. */
async function requestParts(
  context: PhotoContext,
  photo: PhotoRow,
  { imageProvider }: ProviderSlot,
): Promise<Omit<ImageRequest, 'webhookUrl'> | 'refused'> {
  const reference = imageProvider.limits.references > 0 ? await referenceUrl(context, photo) : undefined
  if (reference === 'refused') return 'refused'
  return {
    prompt: photo.prompt,
    references: reference === undefined ? [] : [reference],
    size: `${photo.width}x${photo.height}`,
    seed: photo.seed,
  }
}

async function start(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  { parts, ends }: { readonly parts: Omit<ImageRequest, 'webhookUrl'>; readonly ends: Ends },
): Promise<Next> {
  const provider = slot.imageProvider
  const request = hasWebhook(context, slot)
    ? { ...parts, webhookUrl: webhookUrl(context, photo, slot) }
    : parts
  let state: ImageState
  try {
    state = await bounded(
      provider.limits.startMs,
      ends.patient,
      async (limit) => await provider.start(request, { key: attemptKey(photo), signal: limit }),
    )
  } catch (error) {
    ends.patient.throwIfAborted()
    // Nobody knows whether it was billed: the row stays in `starting`, and `resumeStart` decides.
    await noteFailure(context.database, slot.name)
    context.report(new PlatformError('unavailable', `A start at ${slot.name} was lost`, { cause: error }))
    return { waitMs: pollMs, photo }
  }
  return await applyState(context, photo, slot, { state, signal: ends.patient })
}
