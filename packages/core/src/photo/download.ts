import type { Media } from '@parlor/plugin-kit'
import { createHash } from 'node:crypto'
import { request } from 'undici'
import { within } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'

const maxBytes = 25 * 1024 * 1024
const timeoutMs = 60_000

/**
 * The bytes of a provider's picture: as they came, or fetched over https from a host that the provider
 * declared. Redirects are not followed. Throws `validation` for what may not or cannot be read.
 */
export async function pictureBytes(
  image: Media | { readonly url: string },
  hosts: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly bytes: Uint8Array; readonly sha256: string }> {
  const bytes = 'bytes' in image ? image.bytes : await download(image.url, hosts, signal)
  if (bytes.length > maxBytes) throw new PlatformError('validation', 'A picture is too large')
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

async function download(address: string, hosts: readonly string[], signal: AbortSignal): Promise<Uint8Array> {
  const url = new URL(address)
  if (url.protocol !== 'https:' || !hosts.some((host) => matches(url.hostname, host))) {
    throw new PlatformError(
      'validation',
      `A picture may not be fetched from ${url.protocol}//${url.hostname}`,
    )
  }
  const answer = await request(url, { signal: within(timeoutMs, signal) })
  if (answer.statusCode !== 200) {
    await answer.body.dump()
    throw new PlatformError('unavailable', `A picture could not be fetched: status ${answer.statusCode}`)
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > maxBytes) throw new PlatformError('validation', 'A picture is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** `*.replicate.delivery` means every host below it. */
function matches(host: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern
}
