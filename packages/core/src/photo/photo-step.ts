import type { AttemptEnd } from './attempts.ts'
import { endPhoto } from './end.ts'
import type { PhotoContext } from './photo-context.ts'
import type { PhotoRow } from './records.ts'

/** A photo that can go on later, as its row is now. */
export type Wait = { readonly waitMs: number; readonly photo: PhotoRow }

/** What a step left: the photo in its next state, or how long to wait, or that it is over. */
export type Next = PhotoRow | Wait | 'ended'

/** `signal` ends the work; `patient` follows a shutdown a little later. */
export type Ends = { readonly signal: AbortSignal; readonly patient: AbortSignal }

/** The longest that a provider may take to answer a look, a search or a cancellation. */
export const callMs = 15_000
/** Between two looks at a provider that names no time of its own. */
export const pollMs = 1500

/** Ends a photo without a picture, and with it the attempt under way. */
export async function endWithout(
  context: PhotoContext,
  photo: PhotoRow,
  state: 'failed' | 'blocked' | 'canceled',
  code: string,
  attempt?: AttemptEnd,
): Promise<'ended'> {
  await endPhoto(context, photo, { state, code, ...(attempt === undefined ? {} : { attempt }) })
  return 'ended'
}
