import { ChatModelError } from '@parlor/plugin-kit'
import type { Json } from '@parlor/plugin-kit'
import { Agent, request } from 'undici'
import type { Dispatcher } from 'undici'
import { retryAfter, statusFailure } from './failure.ts'

/** How much is read of an answer that is no stream. */
const maxJsonBytes = 256 * 1024

/** How long the end of an answer may take after its last event, before the connection is cut. */
const endingMs = 1000

export type Body = Dispatcher.ResponseData['body']

export type Answer = { readonly mime: string; readonly body: Body }

export type Endpoint = {
  /**
   * Sends a request. Gives the answer of a 200; throws `ChatModelError` or `SafetyRefusal` for all else, and the
   * signal's reason when it aborts. `silenceMs` limits the wait for the head of the answer and between its bytes;
   * 0: whoever gave the signal watches the time.
   */
  readonly post: (
    path: string,
    body: Json,
    options: { readonly accept: string; readonly silenceMs: number; readonly signal: AbortSignal },
  ) => Promise<Answer>
  /** Cuts what still runs: by then core has ended its turns or given them back. */
  readonly close: () => Promise<void>
}

/** What stands under one base URL, on connections of its own that are kept alive. */
export function endpoint(
  base: {
    readonly url: string
    readonly apiKey: string
    readonly headers: Readonly<Record<string, string>>
  },
  connectMs: number,
): Endpoint {
  const headers = {
    'content-type': 'application/json',
    ...(base.apiKey === '' ? {} : { authorization: `Bearer ${base.apiKey}` }),
    ...base.headers,
  }
  const agent = new Agent({ connect: { timeout: connectMs } })

  const post: Endpoint['post'] = async (path, body, { accept, silenceMs, signal }) => {
    const url = new URL(base.url)
    url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`
    const answer = await request(url, {
      method: 'POST',
      headers: { accept, ...headers },
      body: JSON.stringify(body),
      headersTimeout: silenceMs,
      bodyTimeout: silenceMs,
      signal,
      dispatcher: agent,
    }).catch((cause: unknown) => {
      signal.throwIfAborted()
      throw new ChatModelError('transient', `The model endpoint ${url.host} could not be reached`, { cause })
    })
    if (answer.statusCode === 200) return { mime: mimeOf(answer.headers['content-type']), body: answer.body }
    const error = errorIn(await readJson(answer.body))
    signal.throwIfAborted()
    throw statusFailure(answer.statusCode, error, retryAfter(answer.headers))
  }

  return { post, close: () => agent.destroy() }
}

/** The JSON of a short answer; undefined when it is none, too long or cut. */
export async function readJson(body: Body): Promise<unknown> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      parts.push(part)
      size += part.length
      if (size > maxJsonBytes) return undefined
    }
    return JSON.parse(Buffer.concat(parts).toString()) as unknown
  } catch {
    // Who asks knows what it means that there is none; a SyntaxError would quote it
    return undefined
  }
}

/** Some endpoints put an error into `error`, others send it bare. */
export function errorIn(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'error' in json ? json.error : json
}

/**
 * Gives the body back. After the last event only its end is missing, and waiting for that keeps the
 * connection usable; in the middle of an answer cutting it is how the endpoint learns to stop.
 */
export function leave(body: Body, isAnswered: boolean): void {
  // Whatever happens to the connection from here on concerns nobody
  body.on('error', () => {})
  if (!isAnswered) {
    body.destroy()
    return
  }
  const timer = setTimeout(() => body.destroy(), endingMs)
  body.once('close', () => clearTimeout(timer))
  body.resume()
}

function mimeOf(contentType: string | string[] | undefined): string {
  return String(contentType ?? '')
    .split(';', 1)
    .join('')
    .trim()
    .toLowerCase()
}
