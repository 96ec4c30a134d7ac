import type { BillingNews, RawRequest, Verified, Webhook } from '@parlor/plugin-kit'
import { apiVersion } from './client.ts'
import { eventShape, newsOf } from './events.ts'
import type { Shop } from './shop.ts'

const toleranceSeconds = 300

/**
 * Stripe's webhooks: signed over the raw body, not older than five minutes, and not from the future either, which
 * Stripe's own verifier lets pass. Of a verified event nothing is kept but ids.
 */
export function webhookOf(shop: Shop, now: () => Date = () => new Date()): Webhook<readonly BillingNews[]> {
  const oddVersions = new Set<string>()
  return {
    verify: (request) => verify(shop, request, now()),
    read(body) {
      const event = eventShape.parse(body)
      const isLive = shop.settings.mode === 'live'
      if (event.livemode !== isLive) {
        shop.log.warn(
          `Stripe's event ${event.id} is of ${event.livemode ? 'live' : 'test'} mode: it is ignored`,
        )
        return [{ id: event.id }]
      }
      if (event.account !== undefined && event.account !== null) {
        shop.log.warn(`Stripe's event ${event.id} is of the account ${event.account}: it is ignored`)
        return [{ id: event.id }]
      }
      const version = event.api_version ?? 'none'
      if (version !== apiVersion && !oddVersions.has(version)) {
        oddVersions.add(version)
        shop.log.warn(
          `Stripe's webhook endpoint speaks version ${version}, not ${apiVersion}: its events only say what to fetch`,
        )
      }
      return [newsOf(event)]
    },
  }
}

function verify({ stripe, settings }: Shop, { method, headers, raw }: RawRequest, now: Date): Verified {
  const header = headers.get('stripe-signature')
  if (method !== 'POST' || header === null || isFromTheFuture(header, now)) return 'refused'
  for (const secret of settings.webhookSecrets) {
    try {
      const event: unknown = stripe.webhooks.constructEvent(
        Buffer.from(raw),
        header,
        secret,
        toleranceSeconds,
        undefined,
        now.getTime(),
      )
      // Signed, but no event as we know them: of no use either
      const shape = eventShape.safeParse(event)
      return shape.success ? { body: shape.data } : 'refused'
    } catch {
      // Another secret may fit; what none of them signed is refused without a word about why
    }
  }
  return 'refused'
}

function isFromTheFuture(header: string, now: Date): boolean {
  const [, signedAt] = /(?:^|,)t=(\d{1,15})(?:,|$)/.exec(header) ?? []
  return signedAt === undefined || Number(signedAt) > now.getTime() / 1000 + toleranceSeconds
}
