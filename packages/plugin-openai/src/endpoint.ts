import type { Json } from '@parlor/plugin-kit'
import { Agent, request } from 'undici'
import type { Dispatcher } from 'undici'
import { ModelError } from './errors.ts'
import { retryAfter, statusFailure } from './failure.ts'

/** How much of an error's body is read to learn what it is called. */
const maxErrorBytes = 64 * 1024

/** How long the end of an answer may take after its last event, before the connection is cut. */
const endingMs = 1000

export type Body = Dispatcher.ResponseData['body']

/** Sends a request; gives the body of a 200, throws `ModelError` for all else. */
export type Endpoint = {
  readonly post: (body: Json, signal: AbortSignal) => Promise<Body>
  /** Cuts what still runs: by then core has ended its turns or given them back. */
  readonly close: () => Promise<void>
}

/** The chat completions of one base URL, on connections of its own that are kept alive. */
export function endpoint(
  baseUrl: string,
  apiKey: string,
  headers: Readonly<Record<string, string>>,
): Endpoint {
  const url = new URL(baseUrl)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/chat/completions`
  const allHeaders = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    ...(apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` }),
    ...headers,
  }
  // undici has one limit for the wait before the first token and between tokens: the longer one
  const agent = new Agent({ connect: { timeout: 5_000 }, headersTimeout: 30_000, bodyTimeout: 30_000 })

  const post = async (body: Json, signal: AbortSignal) => {
    const answer = await request(url, {
      method: 'POST',
      headers: allHeaders,
      body: JSON.stringify(body),
      signal,
      dispatcher: agent,
    }).catch((cause: unknown) => {
      signal.throwIfAborted()
      throw new ModelError('unavailable', `The model endpoint ${url.host} could not be reached`, { cause })
    })
    if (answer.statusCode === 200) return answer.body
    const error = await readError(answer.body)
    signal.throwIfAborted()
    throw statusFailure(answer.statusCode, error, retryAfter(answer.headers))
  }

  return { post, close: () => agent.destroy() }
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

async function readError(body: Body): Promise<unknown> {
  const parts: Buffer[] = []
  let size = 0
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      parts.push(part)
      size += part.length
      if (size > maxErrorBytes) return undefined
    }
    const parsed: unknown = JSON.parse(Buffer.concat(parts).toString())
    return typeof parsed === 'object' && parsed !== null && 'error' in parsed ? parsed.error : parsed
  } catch {
    // The status alone says enough; the body only adds a name to it
    return undefined
  }
}
