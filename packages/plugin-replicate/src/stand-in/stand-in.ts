import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FileObject, Model, ModelVersion, Page, Prediction, WebhookSecret } from 'replicate'
import type { Arrival, Delivery, Look, Outcome } from './behaviour.ts'
import { createLedger } from './ledger.ts'
import { inputs, openapiOf } from './schemas.ts'
import { deliverWebhook, signingSecret } from './sender.ts'

type Received = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}
type Asked = {
  readonly version?: string
  readonly input?: Record<string, unknown>
  readonly webhook?: string
  readonly webhook_events_filter?: Prediction['webhook_events_filter']
}

export type ReplicateStandIn = Awaited<ReturnType<typeof replicateStandIn>>

const token = 'r8_test'
const pageSize = 2

/**
 * Replicate on 127.0.0.1, with a bill: real HTTP, the shapes that npm `replicate` declares, and the troubles that
 * the real one is known for, each on demand. Nothing happens by itself: a test says when a prediction goes on.
 *
 * `pictures` is where outputs are said to be; the server itself gives `picture` for any path below `/pictures/`.
 */
export async function replicateStandIn(
  options: {
    readonly pictures?: string
    readonly picture?: Uint8Array
    /** Whether lists of predictions show the webhook's address. */
    readonly listsWebhooks?: boolean
    /** The fields that every model needs. */
    readonly required?: readonly string[]
    /** The model that has no address of its own and is asked for by its version. */
    readonly community?: string
    /** Whether the signing secret can be fetched. */
    readonly hasSecret?: boolean
    readonly schemas?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>
  } = {},
) {
  const predictions: Prediction[] = []
  const received: Received[] = []
  const arrivals: Arrival[] = []
  const looks: Look[] = []
  const held: (() => Promise<void>)[] = []
  const ledger = createLedger()
  const { schemas = inputs, community = 'stability-ai/sdxl' } = options
  const pictures = options.pictures ?? 'https://replicate.delivery/stand-in'
  let url = ''
  let webhookOrigin: string | undefined

  const create = (asked: Asked, headers: IncomingHttpHeaders, model: string): Prediction => {
    const id = `p${String(predictions.length + 1).padStart(25, '0')}`
    const after = /^(\d+)s$/.exec(String(headers['cancel-after'] ?? ''))?.[1]
    const made: Prediction = {
      id,
      model,
      version: asked.version ?? 'hidden',
      status: 'starting',
      input: asked.input ?? {},
      output: null,
      error: null,
      source: 'api',
      data_removed: false,
      ...(after === undefined ? {} : { deadline: new Date(Date.now() + Number(after) * 1000).toISOString() }),
      ...(asked.webhook === undefined ? {} : { webhook: asked.webhook }),
      ...(asked.webhook_events_filter === undefined
        ? {}
        : { webhook_events_filter: asked.webhook_events_filter }),
      created_at: new Date().toISOString(),
      urls: { get: `${url}/predictions/${id}`, cancel: `${url}/predictions/${id}/cancel` },
    }
    predictions.push(made)
    return made
  }

  const find = (id: string): Prediction => {
    const found = predictions.find((entry) => entry.id === id)
    if (found === undefined) throw new Error(`There is no prediction ${id}`)
    return found
  }

  const end = async (id: string, outcome: Outcome, delivery: Delivery): Promise<void> => {
    const found = find(id)
    const wasRunning = found.status === 'processing'
    found.status = outcome.status
    found.completed_at = new Date().toISOString()
    found.metrics = { predict_time: wasRunning ? 2.5 : 0, total_time: 3 }
    if (outcome.status === 'failed') found.error = outcome.error
    if (outcome.status === 'succeeded') {
      const kept = (outcome.pictures ?? 1) - (outcome.filtered ?? 0)
      const urls = Array.from({ length: kept }, (_, index) => `${pictures}/${id}-${index}.png`)
      found.output = 'output' in outcome ? outcome.output : urls
      if (kept > 0) ledger.charge({ prediction: id, mark: found.webhook, pictures: kept })
    } else if (outcome.status === 'canceled' && wasRunning) {
      ledger.charge({ prediction: id, mark: found.webhook, pictures: 1 })
    }
    const { webhook } = found
    if (webhook === undefined || delivery === 'lost') return
    const send = async () => await deliverWebhook(webhook, structuredClone(found), webhookOrigin)
    if (delivery === 'flood') await Promise.all(Array.from({ length: 10 }, send))
    else if (delivery === 'held') held.push(send)
    else await send()
    if (delivery === 'twice') await send()
  }

  const server = createServer((req, res) => void answer(req, res))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`

  return {
    url,
    token,
    signingSecret,
    ledger,
    predictions,
    received,
    /** The requests that asked for a prediction, whatever became of them. */
    posts: () => received.filter(({ method, path }) => method === 'POST' && path.endsWith('/predictions')),
    /** What becomes of the next requests for a prediction, in order; after them all are created. */
    next: (...more: readonly Arrival[]) => void arrivals.push(...more),
    /** What becomes of the next looks at predictions, in order; after them all are answered. */
    nextLooks: (...more: readonly Look[]) => void looks.push(...more),
    /** Begins anew: nothing was ever asked for, charged or told, and no trouble is to come. */
    forget() {
      for (const list of [predictions, received, arrivals, looks, held, ledger.charges]) list.length = 0
    },
    run(id: string) {
      Object.assign(find(id), { status: 'processing', started_at: new Date().toISOString() })
    },
    /** Where webhooks really go, whatever host their addresses name. */
    sendWebhooksTo: (origin: string) => void (webhookOrigin = origin),
    end: async (id: string, outcome: Outcome = { status: 'succeeded' }, delivery: Delivery = 'once') =>
      await end(id, outcome, delivery),
    /** Sends the webhooks that were held, the newest first. */
    deliver: async () => {
      for (const send of held.splice(0).reverse()) await send()
    },
    /** The hour after which Replicate keeps nothing is over. */
    removeData(id: string) {
      Object.assign(find(id), { data_removed: true, output: null, input: {} })
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of req as AsyncIterable<Buffer>) parts.push(part)
    const raw = Buffer.concat(parts).toString()
    const isJson = req.headers['content-type'] === 'application/json'
    const { pathname, searchParams } = new URL(req.url ?? '', url)
    const path = pathname.replace(/^\/v1/, '')
    const body: unknown = isJson ? JSON.parse(raw) : raw
    received.push({ method: req.method ?? '', path, headers: req.headers, body })
    const json = (status: number, value: object, headers: Record<string, string> = {}) => {
      res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
    }
    const problem = (status: number, detail: string, headers = {}) =>
      json(status, { title: 'Error', detail, status }, headers)

    if (path.startsWith('/pictures/')) {
      res.writeHead(200, { 'content-type': 'image/png' }).end(options.picture)
      return
    }
    if (req.headers.authorization !== `Bearer ${token}`) return problem(401, 'Unauthenticated')
    if (req.method === 'POST') return post(path, body as Asked)
    if (path === '/webhooks/default/secret') {
      if (options.hasSecret === false) return problem(503, 'Service unavailable')
      const secret: WebhookSecret = { key: signingSecret }
      return json(200, secret)
    }
    if (path.startsWith('/predictions')) {
      const look = looks.shift() ?? 'told'
      if (look === 'reset') return void req.socket.resetAndDestroy()
      if (look === 'bad-gateway') return void res.writeHead(502).end('<h1>502 Bad Gateway</h1>')
      if (look === 'throttled') return problem(429, 'Request was throttled. Your rate limit resets in ~30s.')
    }
    if (path === '/predictions') return json(200, page(Number(searchParams.get('cursor') ?? 0)))
    const [, prediction] = /^\/predictions\/(\w+)$/.exec(path) ?? []
    if (prediction !== undefined) {
      const found = predictions.find(({ id }) => id === prediction)
      return found === undefined
        ? problem(404, 'The requested resource could not be found.')
        : json(200, found)
    }
    const [, name = '', version] = /^\/models\/([\w.-]+\/[\w.-]+)(?:\/versions\/(\w+))?$/.exec(path) ?? []
    const input = schemas[name]
    if (input === undefined) return problem(404, 'The requested resource could not be found.')
    const latest: ModelVersion = {
      id: version ?? 'hidden',
      created_at: '2026-01-01T00:00:00Z',
      cog_version: '0.16.0',
      openapi_schema: openapiOf(input, options.required),
    }
    return json(200, version === undefined ? modelOf(name, latest, name !== community) : latest)

    function post(where: string, asked: Asked): void {
      const [, id] = /^\/predictions\/(\w+)\/cancel$/.exec(where) ?? []
      if (id !== undefined) {
        const found = predictions.find((entry) => entry.id === id)
        if (found === undefined) return problem(404, 'The requested resource could not be found.')
        const isOver = found.completed_at !== undefined
        if (!isOver) void end(id, { status: 'canceled' }, 'once')
        return json(200, found)
      }
      if (where === '/files') return json(201, uploadedFile(raw.length))
      const [, model] = /^\/models\/([\w.-]+\/[\w.-]+)\/predictions$/.exec(where) ?? []
      if (model === community) return problem(404, 'The requested resource could not be found.')
      return arrive(arrivals.shift() ?? 'created', asked, model ?? community)
    }

    function arrive(arrival: Arrival, asked: Asked, model: string): void {
      // As Replicate's own specification: nothing else may stand in a request
      const strange = Object.keys(asked).filter(
        (key) => !['input', 'version', 'webhook', 'webhook_events_filter'].includes(key),
      )
      if (asked.input === undefined || strange.length > 0)
        return problem(422, `Invalid fields ${strange.join()}`)
      if (asked.webhook?.startsWith('https://') === false) return problem(422, 'webhook must be an HTTPS URL')
      switch (arrival) {
        case 'reset-before':
          return void req.socket.resetAndDestroy()
        case 'bad-gateway-before':
          return void res.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>')
        case 'throttled':
          return problem(429, 'Request was throttled. Your rate limit resets in ~30s.')
        case 'throttled-with-header':
          return problem(429, 'Request was throttled.', { 'retry-after': '7' })
        case 'no-credit':
          return problem(402, 'You have insufficient credit to run this model.')
        case 'unauthorized':
          return problem(401, 'Unauthenticated')
        case 'invalid':
          return problem(422, 'input.prompt is required')
        default:
      }
      const made = create(asked, req.headers, model)
      if (arrival === 'reset-after') return void req.socket.resetAndDestroy()
      if (arrival === 'bad-gateway-after') return void res.writeHead(502).end('<h1>502 Bad Gateway</h1>')
      if (arrival === 'error-after') return problem(500, 'Internal server error')
      if (arrival === 'silent-after') return
      json(arrival === 'accepted' ? 202 : 201, made)
    }
  }

  /** Newest first, and little on a page, so that turning it is tested. */
  function page(cursor: number): Page<Prediction> {
    const all = predictions.toReversed()
    const results = all.slice(cursor, cursor + pageSize).map(({ webhook, ...rest }) => ({
      ...rest,
      ...(options.listsWebhooks === false || webhook === undefined ? {} : { webhook }),
    }))
    const next = cursor + pageSize < all.length ? `${url}/predictions?cursor=${cursor + pageSize}` : undefined
    return { results, ...(next === undefined ? {} : { next }) }
  }
}

function uploadedFile(size: number): FileObject {
  return {
    id: 'f1',
    content_type: 'image/jpeg',
    size,
    checksums: { sha256: '0'.repeat(64) },
    metadata: {},
    created_at: '2026-01-01T00:00:00Z',
    expires_at: '2026-01-02T00:00:00Z',
    urls: { get: 'https://api.replicate.com/v1/files/f1' },
  }
}

function modelOf(name: string, latest: ModelVersion, isOfficial: boolean): Model {
  const [owner = '', model = ''] = name.split('/')
  return {
    url: `https://replicate.com/${name}`,
    owner,
    name: model,
    visibility: 'public',
    is_official: isOfficial,
    run_count: 1,
    latest_version: latest,
  }
}
