import type { ImageState } from '@parlor/plugin-kit'
import { bounded } from '../deadline.ts'
import { applyState } from './apply-state.ts'
import { attemptKey } from './attempt-key.ts'
import type { PhotoContext, ProviderSlot } from './photo-context.ts'
import { callMs, pollMs, type Ends, type Next } from './photo-step.ts'
import type { PhotoRow } from './records.ts'

/** generating: asks the provider how far it is. */
export async function pollPhoto(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  ends: Ends,
): Promise<Next> {
  const { signal } = ends
  const provider = slot.imageProvider
  // What was answered at once, and whose pictures could not be fetched at the time.
  if (photo.handle === null && photo.note !== null)
    return await applyState(context, photo, slot, { state: photo.note, signal })
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
    return { waitMs: pollMs, photo }
  }
  if (state === undefined) return { waitMs: pollMs, photo }
  return await applyState(context, photo, slot, { state, signal })
}
