import type { RawRequest, Verified } from '@parlor/plugin-kit'
import { z } from 'zod'
import { storeInbound } from '../../inbox/inbox.ts'
import { noteWebhook } from '../../photo/note-webhook.ts'
import { PlatformError } from '../../platform-error.ts'
import { defineRoute, type Route, type RouteReply, type RouteRequest } from '../route.ts'
import type { Services } from '../services.ts'

type WebhookRequest = RouteRequest<{ plugin: string; ref?: string | undefined }>

/**
 * Where providers knock. A request is verified by its plugin before anything of it is read. Billing's are stored and
 * applied later by a job; an image provider's is a hint for a worker, noted in the photo's row. An unverified one
 * learns nothing about what was expected.
 */
export function webhookRoutes(services: Services): readonly Route[] {
  const handle = async (request: WebhookRequest) => {
    const { plugin, ref } = request.params
    const image = services.slots.imageProviders.find((entry) => entry.name === plugin)?.imageProvider.webhook
    if (ref !== undefined && image !== undefined) {
      return await answer(
        services,
        request,
        (raw) => image.verify(raw),
        async (body) => {
          await applyHint(
            services,
            { plugin, ref },
            readSafely(() => image.read(body)),
          )
        },
      )
    }
    const webhook = services.slots.billings.find((entry) => entry.name === plugin)?.billing.webhook
    if (webhook === undefined) throw new PlatformError('not-found', 'There is no such webhook')
    return await answer(
      services,
      request,
      (raw) => webhook.verify(raw),
      async (body) => {
        const items = readSafely(() => webhook.read(body)).map((item) => ({
          source: plugin,
          externalId: item.id,
          body: { ref: item.ref ?? null, ...(item.prices === true ? { prices: true } : {}) },
        }))
        for (const key of await storeInbound(services.database, items)) {
          // Stored is what counts; a job that cannot be added is found by the sweeper.
          await services.jobs.add('inbox', key).catch(services.report)
        }
      },
    )
  }
  const plugin = z.string().min(1).max(40)
  const withRef = z.object({ plugin, ref: z.string().min(1).max(4000) })
  return (['GET', 'POST'] as const).flatMap((method) => [
    defineRoute({
      method,
      path: '/v1/webhooks/:plugin',
      summary: 'A provider’s webhook',
      access: 'public',
      ...bytesOf(method),
      params: z.object({ plugin }),
      reply: { status: 200 },
      handle,
    }),
    defineRoute({
      method,
      path: '/v1/webhooks/:plugin/:ref',
      summary: 'A provider’s webhook with a reference of ours',
      access: 'public',
      ...bytesOf(method),
      params: withRef,
      reply: { status: 200 },
      handle,
    }),
  ])
}

const maxBytes = 3 * 1024 * 1024

function bytesOf(method: 'GET' | 'POST') {
  return method === 'GET' ? {} : { bytes: { limit: maxBytes, mime: ['*/*'] } }
}

async function answer(
  services: Services,
  request: WebhookRequest,
  verify: (request: RawRequest) => Verified,
  apply: (body: unknown) => Promise<void>,
): Promise<RouteReply> {
  const verified = readSafely(() => verify(rawRequest(services, request)))
  if (verified === 'refused') throw new PlatformError('unauthenticated', 'This request could not be verified')
  if ('reply' in verified)
    return { headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: Buffer.from(verified.reply) }
  await apply(verified.body)
  return { body: { received: true } }
}

/** Whatever it names, the answer is the same: nobody learns here which photos there are. */
async function applyHint(
  services: Services,
  { plugin, ref }: { readonly plugin: string; readonly ref: string },
  state: Parameters<typeof noteWebhook>[2]['state'] | undefined,
): Promise<void> {
  const noted = state === undefined ? 'not-ours' : await noteWebhook(services.photos, plugin, { ref, state })
  if (noted === 'noted' || noted === 'nothing-new') return
  // The secret behind the id stays out of the log, and so does what is no id.
  const [id] = /^[0-9a-f-]{36}(?=\.)/.exec(ref) ?? ['?']
  services.log.warn(`Security: a signed webhook of ${plugin} was ignored, ${noted}, photo ${id}`)
}

/** A body that its plugin cannot read is the sender's fault: status 400. */
function readSafely<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw Object.assign(new SyntaxError('A webhook could not be read', { cause }), { status: 400 })
  }
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
