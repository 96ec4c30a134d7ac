import type { RawRequest } from '@parlor/plugin-kit'
import { z } from 'zod'
import { storeInbound } from '../../inbox/inbox.ts'
import { PlatformError } from '../../platform-error.ts'
import { defineRoute, type Route, type RouteRequest } from '../route.ts'
import type { Services } from '../services.ts'

/**
 * Where providers knock. A request is verified by its plugin, stored, and answered; it is applied later by
 * a job. An unverified one learns nothing about what was expected.
 */
export function webhookRoutes(services: Services): readonly Route[] {
  const handle = async (request: RouteRequest<{ plugin: string; ref?: string | undefined }>) => {
    const slot = services.slots.billings.find((entry) => entry.name === request.params.plugin)
    const webhook = slot?.billing.webhook
    if (slot === undefined || webhook === undefined)
      throw new PlatformError('not-found', 'There is no such webhook')
    const verified = webhook.verify(rawRequest(services, request))
    if (verified === 'refused')
      throw new PlatformError('unauthenticated', 'This request could not be verified')
    if ('reply' in verified) {
      return { headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: Buffer.from(verified.reply) }
    }
    const items = webhook.read(verified.body).map((item) => ({
      source: slot.name,
      externalId: item.id,
      body: { ref: item.ref },
    }))
    for (const key of await storeInbound(services.database, items)) {
      // Stored is what counts; a job that cannot be added is found by the sweeper.
      await services.jobs.add('inbox', key).catch(services.report)
    }
    return { body: { received: true } }
  }
  const plugin = z.string().min(1).max(40)
  const withRef = z.object({ plugin, ref: z.string().min(1).max(4000) })
  return (['GET', 'POST'] as const).flatMap((method) => [
    defineRoute({
      method,
      path: '/v1/webhooks/:plugin',
      summary: 'A provider’s webhook',
      access: 'public',
      params: z.object({ plugin }),
      reply: { status: 200 },
      handle,
    }),
    defineRoute({
      method,
      path: '/v1/webhooks/:plugin/:ref',
      summary: 'A provider’s webhook with a reference of ours',
      access: 'public',
      params: withRef,
      reply: { status: 200 },
      handle,
    }),
  ])
}

function rawRequest(services: Services, request: RouteRequest): RawRequest {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return {
    method: request.ctx.method,
    url: new URL(request.ctx.originalUrl, services.publicUrl),
    headers,
    raw: request.raw,
  }
}
