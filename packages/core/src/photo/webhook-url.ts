import { randomBytes } from 'node:crypto'
import type { PhotoContext, ProviderSlot } from './photo-context.ts'
import type { PhotoRow } from './records.ts'

/** A new one for each attempt: a webhook that comes late cannot be taken for the next attempt's. */
export function newWebhookSecret(): string {
  return randomBytes(24).toString('base64url')
}

/** Where a provider tells of this attempt; also what its `find` looks for. */
export function webhookUrl(context: PhotoContext, photo: PhotoRow, slot: ProviderSlot): string {
  return `${context.publicUrl}/v1/webhooks/${slot.name}/${photo.id}.${photo.webhookSecret}`
}

/** Whether the provider is given that address: it has a webhook, and can reach us. */
export function hasWebhook(
  context: Pick<PhotoContext, 'publicUrl'>,
  { imageProvider }: ProviderSlot,
): boolean {
  return imageProvider.webhook !== undefined && isReachable(context.publicUrl)
}

/** Whether an address can be reached from outside, as far as it tells by itself. */
export function isReachable(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl)
  return protocol === 'https:' && !localHosts.some((local) => local.test(hostname))
}

const localHosts = [
  /^\[/,
  /^(?:0|10|127)\./,
  /^169\.254\./,
  /^192\.168\./,
  /^172\.(?:1[6-9]|2\d|3[01])\./,
  /^[^.]+$/,
  /\.(?:localhost|local|internal|lan|home\.arpa|test|invalid)$/,
]
