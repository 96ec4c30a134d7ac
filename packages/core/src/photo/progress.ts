import { conversationChannel } from '../event/bus.ts'
import { expectedRun } from './expected-time.ts'
import type { PhotoContext } from './photo-context.ts'
import { queuePlace } from './queue-place.ts'
import { openStates, type PhotoRow, type PhotoState } from './records.ts'

/** How far a photo is, as pages and the live stream tell it. All times count from the moment it was asked for. */
export type PhotoProgress = {
  readonly state: PhotoState
  /** How many photos are before it; null when it does not stand in the queue. */
  readonly place: number | null
  /** Tries that failed before this one. */
  readonly tries: number
  readonly elapsedMs: number
  /** Until its try began: as long as it waits, all of `elapsedMs`. */
  readonly waitedMs: number
  /** Usually it is there by then. */
  readonly expectedMs: number
  /** By then nearly every photo was there. */
  readonly lateMs: number
}

/** What is known of a photo now, from its row, the queue and past runs. */
export async function readProgress(
  context: Pick<PhotoContext, 'database' | 'providers'>,
  photo: PhotoRow,
): Promise<PhotoProgress> {
  const { state, tries } = photo
  const elapsedMs = since(photo, photo.endedAt ?? new Date())
  if (!openStates.includes(state))
    return { state, place: null, tries, elapsedMs, waitedMs: 0, expectedMs: elapsedMs, lateMs: elapsedMs }
  const isQueued = state === 'queued'
  const [run, place] = await Promise.all([
    expectedRun(context.database, photo.provider === null ? nextMaker(context, photo.kind) : photo),
    isQueued && tries === 0 ? queuePlace(context.database, photo.id) : null,
  ])
  const waitedMs = isQueued || photo.startedAt === null ? elapsedMs : since(photo, photo.startedAt)
  return {
    state,
    place,
    tries,
    elapsedMs,
    waitedMs,
    expectedMs: waitedMs + run.expectedMs,
    lateMs: waitedMs + run.lateMs,
  }
}

/** Tells whoever looks at the conversation how far a photo of it is. */
export async function tellProgress(context: PhotoContext, photo: PhotoRow): Promise<void> {
  if (photo.conversationId === null) return
  context.bus.publish(conversationChannel(photo.conversationId), {
    type: 'progress',
    photo: photo.id,
    ...(await readProgress(context, photo)),
  })
}

/** Who would make a photo that is asked for now. */
export function nextMaker(
  { providers }: Pick<PhotoContext, 'providers'>,
  kind: PhotoRow['kind'],
): Pick<PhotoRow, 'kind' | 'provider' | 'model'> {
  const first = providers[0]
  return { kind, provider: first?.name ?? null, model: first?.imageProvider.model?.name ?? null }
}

function since(photo: PhotoRow, until: Date): number {
  return Math.max(0, until.getTime() - photo.createdAt.getTime())
}
