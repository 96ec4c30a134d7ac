import { bounded } from '../deadline.ts'
import { attemptKey } from './attempt-key.ts'
import type { PhotoContext, ProviderSlot } from './photo-context.ts'
import { callMs } from './photo-step.ts'
import type { PhotoRow } from './records.ts'

/** Tells the provider that nobody waits any more, where it has begun and can be told. */
export async function cancelAtProvider(
  context: PhotoContext,
  photo: PhotoRow,
  slot: ProviderSlot,
  signal: AbortSignal,
): Promise<void> {
  const { handle } = photo
  if (handle === null) return
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
