import { altText } from '../../photo/alt-text.ts'
import { mayRetry } from '../../photo/end.ts'
import type { PhotoRow } from '../../photo/records.ts'
import type { PhotoReply } from './reply-schemas.ts'

/** A photo as clients see it: its state, its size before it exists, and where its bytes are once it does. */
export function photoView(
  photo: PhotoRow,
  options: { readonly name: string; readonly expectedMs: number },
): PhotoReply {
  const isReady = photo.state === 'ready'
  const until = photo.endedAt ?? new Date()
  return {
    id: photo.id,
    kind: photo.kind,
    state: photo.state,
    version: photo.avatarVersion,
    width: photo.width,
    height: photo.height,
    alt: altText(photo, options.name),
    caption: photo.caption,
    change: photo.change,
    createdAt: photo.createdAt.toISOString(),
    elapsedMs: Math.max(0, until.getTime() - photo.createdAt.getTime()),
    expectedMs: options.expectedMs,
    code: photo.code,
    mayRetry: mayRetry(photo.state),
    retryOf: photo.retryOf,
    image: isReady ? `/v1/photos/${photo.id}/image` : null,
    preview: isReady ? `/v1/photos/${photo.id}/image?size=preview` : null,
  }
}
