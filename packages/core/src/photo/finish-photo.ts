import { PlatformError } from '../platform-error.ts'
import type { Renditions } from './encode.ts'
import { endPhoto } from './end.ts'
import { finishPicture, type FinishedImage } from './finish-picture.ts'
import type { PhotoContext } from './photo-context.ts'
import { pictureKind } from './picture-kind.ts'
import type { PhotoRow, StoredImage, StoredPhoto } from './records.ts'

/**
 * finishing → ready: the picture is judged, marked, encoded and signed, then stored under its own hash,
 * and only then does the row say so. The one way by which a picture reaches a person.
 */
export async function finishPhoto(
  context: PhotoContext,
  photo: PhotoRow,
  signal: AbortSignal,
): Promise<'ended'> {
  if (photo.original === null) throw new PlatformError('not-found', `Photo ${photo.id} has no original`)
  const original = await context.storage.get(photo.original)
  const kind = pictureKind(original)
  if (kind === undefined) {
    await endPhoto(context, photo, { state: 'failed', code: 'bad-picture' })
    return 'ended'
  }
  const judged = { mime: `image/${kind}`, bytes: original }
  const verdict = await context.moderation.judge(
    'image',
    { image: judged },
    { key: `${photo.id}.image`, signal },
  )
  if (verdict.action !== 'allow') {
    await endPhoto(context, photo, {
      state: 'blocked',
      code: verdict.categories[0] ?? 'safety',
      judgement: verdict,
    })
    return 'ended'
  }
  const finished = await finish(context, photo, original)
  if (finished === undefined) {
    await endPhoto(context, photo, { state: 'failed', code: 'bad-picture' })
    return 'ended'
  }
  const stored = await storeAll(context, photo, finished)
  await endPhoto(context, photo, {
    state: 'ready',
    stored,
    moderation: verdict.action,
    judged: verdict.judged,
  })
  return 'ended'
}

async function finish(context: PhotoContext, photo: PhotoRow, original: Uint8Array) {
  try {
    return await finishPicture(original, {
      credentials: context.credentials,
      marks: context.marks,
      // Never the prompt, a user or a conversation: the manifest travels with the file.
      claim: {
        title: 'AI photo',
        softwareAgent: { name: photo.model ?? photo.provider ?? 'unknown' },
        createdAt: photo.createdAt,
      },
    })
  } catch (error) {
    if (error instanceof PlatformError && (error.code === 'validation' || error.code === 'too-large'))
      return undefined
    throw error
  }
}

/** Side by side. All have ended when it ends: nothing is written any more for a claim that was given back. */
async function storeAll(
  context: PhotoContext,
  photo: PhotoRow,
  finished: Renditions<FinishedImage>,
): Promise<StoredPhoto> {
  const image = store(context, photo, finished.image)
  const imageWebp = store(context, photo, finished.imageWebp)
  const preview = store(context, photo, finished.preview)
  const previewJpeg = store(context, photo, finished.previewJpeg)
  await Promise.allSettled([image, imageWebp, preview, previewJpeg])
  return {
    image: await image,
    imageWebp: await imageWebp,
    preview: await preview,
    previewJpeg: await previewJpeg,
  }
}

async function store(context: PhotoContext, photo: PhotoRow, image: FinishedImage): Promise<StoredImage> {
  const key = `photos/${photo.id}/${image.sha256}`
  await context.storage.put(key, image.bytes, { mime: image.mime })
  return {
    key,
    mime: image.mime,
    sha256: image.sha256,
    sizeBytes: image.bytes.length,
    width: image.width,
    height: image.height,
  }
}
