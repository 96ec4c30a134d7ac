import type { Api } from '../api/client.ts'
import { isPassing } from '../api/is-passing.ts'
import type { Photo } from '../api/shapes.ts'
import { isPending } from '../journey/journey.ts'

type WatchOptions = { readonly signal: AbortSignal; readonly everyMs: number }

/**
 * Asks for a photo again and again until it came out or cannot; a dead line is waited out. Ends early, without
 * a sound, when the signal aborts; throws what the server refused.
 */
export async function watchLook(
  api: Pick<Api, 'photo'>,
  id: string,
  onPhoto: (photo: Photo) => void,
  { signal, everyMs }: WatchOptions,
): Promise<void> {
  for (;;) {
    await pause(everyMs, signal)
    if (signal.aborted) return
    const photo = await look(api, id, signal)
    if (signal.aborted) return
    if (!photo) continue
    onPhoto(photo)
    if (!isPending(photo)) return
  }
}

async function look(api: Pick<Api, 'photo'>, id: string, signal: AbortSignal): Promise<Photo | undefined> {
  try {
    return await api.photo(id, { signal })
  } catch (cause) {
    if (signal.aborted) return undefined
    if (isPassing(cause)) return undefined
    throw cause
  }
}

/** Waits; an abort ends the wait without a sound. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
