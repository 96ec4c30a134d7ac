import { RateLimiterMemory } from 'rate-limiter-flexible'
import { clientNetwork } from '../../account/client-network.ts'
import { take } from '../../account/limiter.ts'
import { inspectionSchema } from '../../photo/inspection.ts'
import { defineRoute, type Route } from '../route.ts'
import type { Services } from '../services.ts'

const maxBytes = 25 * 1024 * 1024
/** 300 MB at the very most; a picture is sent within 30 s and looked at within a quarter of one. */
const atOnce = { all: 12, each: 3 }
/** There is one thread for all: who keeps it busy with one file may send fewer others. */
const costOfTooLong = 14

/** Anybody may ask where a picture comes from, without an account. It is looked at, and neither kept nor logged. */
export function provenanceRoutes(services: Services): readonly Route[] {
  const byAddress = new RateLimiterMemory({ keyPrefix: 'provenance', points: 30, duration: 60 })
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/provenance/verify',
      summary: 'Whether a picture is ours and untouched, and what its content credentials say',
      access: 'public',
      bytes: { limit: maxBytes, atOnce, mime: ['image/*', 'application/octet-stream'] },
      before: async ({ ip }) =>
        await take(byAddress, clientNetwork(ip), 'Too many pictures at once; try again in a moment'),
      reply: { status: 200, schema: inspectionSchema },
      handle: async ({ raw, ip, signal }) => {
        const onTooLong = () => void byAddress.penalty(clientNetwork(ip), costOfTooLong)
        return { body: await services.inspector.inspect(raw, { signal: signal(), onTooLong }) }
      },
    }),
  ]
}
