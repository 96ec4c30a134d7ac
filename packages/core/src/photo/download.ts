import { createHash } from 'node:crypto'
import type { Media } from '@parlor/plugin-kit'
import { PlatformError } from '../platform-error.ts'
import { guardedDownload, maxPictureBytes, type Download } from './guarded-download.ts'
import { pictureKind } from './picture-kind.ts'

const onlyPublic = guardedDownload()

/**
 * The bytes of a provider's picture: as they came, or fetched from a host that the provider declared.
 *
 * Throws `validation` for what may not be fetched and for what does not begin like a picture, `not-found` for what its
 * host does not know, and `unavailable` for what cannot be fetched now.
 */
export async function pictureBytes(
  image: Media | { readonly url: string },
  hosts: readonly string[],
  {
    signal,
    download = onlyPublic,
  }: { readonly signal: AbortSignal; readonly download?: Download | undefined },
): Promise<{ readonly bytes: Uint8Array; readonly sha256: string }> {
  const bytes = 'bytes' in image ? image.bytes : await download(image.url, hosts, signal)
  if (bytes.length > maxPictureBytes) throw new PlatformError('validation', 'A picture is too large')
  if (pictureKind(bytes) === undefined)
    throw new PlatformError('validation', 'What should be a picture is none')
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}
