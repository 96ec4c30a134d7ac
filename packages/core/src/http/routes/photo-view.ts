import { altText } from '../../photo/alt-text.ts'
import { mayRetry } from '../../photo/end.ts'
import { readProgress } from '../../photo/progress.ts'
import { openStates, type PhotoRow } from '../../photo/records.ts'
import type { Services } from '../services.ts'
import type { PhotoReply } from './reply-schemas.ts'

/** A photo as clients see it: how far it is, its size before it exists, and where its bytes are once it does. */
export async function photoView(
  { photos }: Pick<Services, 'photos'>,
  photo: PhotoRow,
  options: { readonly name: string },
): Promise<PhotoReply> {
  const isReady = photo.state === 'ready'
  const isOpen = openStates.includes(photo.state)
  return {
    id: photo.id,
    kind: photo.kind,
    version: photo.avatarVersion,
    width: photo.width,
    height: photo.height,
    alt: altText(photo, options.name),
    caption: photo.caption,
    change: photo.change,
    createdAt: photo.createdAt.toISOString(),
    ...(await readProgress(photos, photo)),
    isStopping: isOpen && photo.cancelAskedAt !== null,
    code: photo.code,
    mayRetry: mayRetry(photo.state),
    counted: photo.counted,
    retryOf: photo.retryOf,
    image: isReady ? `/v1/photos/${photo.id}/image` : null,
    preview: isReady ? `/v1/photos/${photo.id}/image?size=preview` : null,
  }
}
