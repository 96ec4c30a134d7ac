import type { Call, ImageFailure, ImageProvider, ImageRequest, ImageState } from '@parlor/plugin-kit'
import type { Api, Reply } from './api.ts'
import type { Config } from './config.ts'
import { refusalOf } from './failure.ts'
import { lostStarts } from './lost-starts.ts'
import { modelInput } from './model-input.ts'
import { NotConnectedError } from './not-connected.ts'
import { prediction, readHandle, stateOf } from './prediction.ts'
import { sendable } from './upload.ts'
import { webhookOf, type WebhookSecret } from './webhook.ts'

/** The slot. Nothing here is tried twice: that is core's, which knows what was paid. */
export function imageProvider(
  api: Api,
  config: Config,
  secret: WebhookSecret,
): Required<Pick<ImageProvider, 'poll' | 'find' | 'cancel' | 'webhook'>> & ImageProvider {
  const { name, version, shape, timeouts, price, baseUrl } = config
  const starts = lostStarts(api, name)
  const create = version === undefined ? `/models/${name}/predictions` : '/predictions'
  const path = (id: string) => `/predictions/${encodeURIComponent(id)}`
  /** Whether the end of a prediction will be told. A webhook that cannot be verified yet tells nothing. */
  const hears = (webhook: string | null | undefined) => Boolean(webhook) && secret.value() !== undefined

  return {
    limits: {
      references: shape.reference === false ? 0 : shape.reference.max,
      startMs: timeouts.startMs,
      totalMs: timeouts.totalMs,
      hosts: hostsOf(baseUrl),
      ...(price !== undefined && 'perImage' in price
        ? {
            price: {
              micros: Math.round(price.perImage * 1_000_000),
              currency: price.currency,
              estimated: true,
            },
          }
        : {}),
      ...(config.unfiltered ? { unfiltered: true } : {}),
    },
    model: { name, ...(version === undefined ? {} : { version }) },

    async start(request: ImageRequest, call: Call): Promise<ImageState> {
      let input
      try {
        const references = await sendable(api, request.references, call.signal)
        input = modelInput(config, { ...request, references })
      } catch (error) {
        call.signal.throwIfAborted()
        // No prediction was asked for yet
        return failed('transient', error instanceof Error ? error.message : 'A reference could not be sent')
      }
      const webhook = markedUrl(request.webhookUrl, call.key)
      starts.begin(call.key, input)
      let reply: Reply
      try {
        reply = await api.post(
          create,
          {
            input,
            ...(version === undefined ? {} : { version }),
            ...(webhook === undefined ? {} : { webhook, webhook_events_filter: ['completed'] }),
          },
          { signal: call.signal, headers: { 'cancel-after': `${Math.ceil(timeouts.totalMs / 1000)}s` } },
        )
      } catch (error) {
        if (error instanceof NotConnectedError) return failed('transient', error.message)
        throw error
      }
      const refusal = refusalOf(reply.status)
      if (refusal !== undefined) {
        const { retryAfterMs } = reply
        const message = `Replicate did not take the request: status ${reply.status}`
        return failed(refusal, message, refusal === 'throttled' ? retryAfterMs : undefined)
      }
      const made = prediction.safeParse(reply.body)
      if (reply.status >= 300 || !made.success)
        throw new Error(`Nobody knows whether Replicate took the request: status ${reply.status}`)
      starts.end(call.key, made.data.id)
      return stateOf(made.data, { price, hears: hears(webhook) })
    },

    async poll(value, call) {
      const { id } = readHandle(value)
      const { status, body, retryAfterMs = 10_000 } = await api.get(path(id), call.signal)
      if (status === 404)
        return {
          status: 'failed',
          handle: value,
          code: 'expired',
          message: 'Replicate knows the prediction no more',
        }
      if (status === 429) return { status: 'running', handle: value, pollAfterMs: retryAfterMs }
      if (status !== 200)
        throw new Error(`Replicate did not tell the state of a prediction: status ${status}`)
      const found = prediction.parse(body)
      return stateOf(found, { price, hears: hears(found.webhook) })
    },

    async find({ key, webhookUrl, since, signal }) {
      const found = await starts.find({ key, webhook: markedUrl(webhookUrl, key), since, signal })
      if (found === undefined) return undefined
      return stateOf(found, { price, hears: hears(found.webhook) })
    },

    async cancel(value, call) {
      const { id } = readHandle(value)
      const { status } = await api.post(`${path(id)}/cancel`, undefined, { signal: call.signal })
      // 404 and 4xx: it is gone or over already
      if (status >= 500 || status === 429 || status === 401 || status === 403)
        throw new Error(`Replicate did not cancel a prediction: status ${status}`)
    },

    webhook: webhookOf(secret, { model: name, price }),
  }
}

/**
 * Core's address with the key of this try: two tries of one photo have one address, and only the key tells their
 * predictions apart. Replicate takes none but https, so that a development machine does without.
 */
function markedUrl(webhookUrl: string | undefined, key: string): string | undefined {
  if (webhookUrl === undefined || !webhookUrl.startsWith('https://')) return undefined
  const url = new URL(webhookUrl)
  url.searchParams.set('key', key)
  return url.href
}

function failed(code: ImageFailure, message: string, retryAfterMs?: number): ImageState {
  return { status: 'failed', code, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}

/** Where Replicate keeps pictures; and a gateway before it, which may rewrite their addresses to itself. */
function hostsOf(baseUrl: string): readonly string[] {
  const hosts = ['replicate.delivery', '*.replicate.delivery', 'api.replicate.com']
  const { hostname } = new URL(baseUrl)
  return hosts.includes(hostname) ? hosts : [...hosts, hostname]
}
