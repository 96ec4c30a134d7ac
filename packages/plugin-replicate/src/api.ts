import type { Json } from '@parlor/plugin-kit'
import { Agent, FormData, request } from 'undici'
import { retryAfterMs } from './failure.ts'
import { hasNeverConnected, NotConnectedError } from './not-connected.ts'

const maxBytes = 4 * 1024 * 1024
/** A silence of Replicate; the whole call is limited by whoever gave the signal. */
const silenceMs = 30_000

export type Reply = {
  readonly status: number
  /** Undefined when there is none, or when it is no JSON. */
  readonly body: unknown
  readonly retryAfterMs?: number
}

export type Api = {
  readonly get: (path: string, signal: AbortSignal) => Promise<Reply>
  readonly post: (
    path: string,
    body: Json | FormData | undefined,
    options: { readonly signal: AbortSignal; readonly headers?: Readonly<Record<string, string>> },
  ) => Promise<Reply>
  readonly close: () => Promise<void>
}

/**
 * Replicate's HTTP interface, as little of it as is needed.
 *
 * Not the SDK `replicate`: it repeats a POST that was cut off up to five times, each of which is charged, and sends
 * `Retry-After` to nobody. What is left without its retries, `run`, `wait`, webhook check and file handling is this.
 * Nothing here is ever sent twice, no redirect is followed, and the token goes to no address but `baseUrl`.
 */
export function replicateApi(options: {
  readonly baseUrl: string
  readonly token: string
  readonly connectMs: number
}): Api {
  const base = new URL(options.baseUrl)
  const agent = new Agent({ connect: { timeout: options.connectMs } })

  const send = async (
    method: 'GET' | 'POST',
    path: string,
    body: Json | FormData | undefined,
    {
      signal,
      headers = {},
    }: { readonly signal: AbortSignal; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<Reply> => {
    const isForm = body instanceof FormData
    const answer = await request(`${base.href.replace(/\/+$/, '')}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${options.token}`,
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: bodyOf(body),
      headersTimeout: silenceMs,
      bodyTimeout: silenceMs,
      signal,
      dispatcher: agent,
    }).catch((cause: unknown) => {
      signal.throwIfAborted()
      const { code } = cause as NodeJS.ErrnoException
      const Failure = hasNeverConnected(cause) ? NotConnectedError : Error
      throw new Failure(`${method} ${base.host} failed (${code})`, { cause })
    })
    const text = await readText(answer.body)
    const json = parse(text)
    const header = answer.headers['retry-after']
    const wait = retryAfterMs(typeof header === 'string' ? header : undefined, text)
    return {
      status: answer.statusCode,
      body: json,
      ...(answer.statusCode >= 400 && wait !== undefined ? { retryAfterMs: wait } : {}),
    }
  }

  return {
    get: async (path, signal) => await send('GET', path, undefined, { signal }),
    post: async (path, body, more) => await send('POST', path, body, more),
    close: async () => await agent.destroy(),
  }
}

function bodyOf(body: Json | FormData | undefined) {
  if (body === undefined) return null
  return body instanceof FormData ? body : JSON.stringify(body)
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > maxBytes) throw new Error(`Replicate's answer is larger than ${maxBytes} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // A gateway's page; a SyntaxError would quote it
    return undefined
  }
}
