import type { IncomingMessage } from 'node:http'
import { bodyParser } from '@koa/bodyparser'
import type { Context, Middleware } from 'koa'
import { PlatformError } from '../platform-error.ts'

const parse: Middleware = bodyParser({ enableTypes: ['json'], jsonLimit: 256 * 1024, jsonStrict: false })

/** Reads the JSON body, up to 256 KB; undefined when the request has none or one of another type. */
export async function readJson(ctx: Context): Promise<unknown> {
  if (!ctx.request.is('json', '+json')) return undefined
  await parse(ctx, async () => undefined)
  const body: unknown = ctx.request.body
  return body === '' ? undefined : body
}

/** Reads the body's bytes as they came, for signatures; throws `too-large` beyond `limitBytes`. */
export async function readBytes(request: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  // Without destroyOnReturn the connection would be cut before the client has read the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > limitBytes) break
    chunks.push(chunk)
  }
  if (size <= limitBytes) return Buffer.concat(chunks)
  // The rest is let go by, or the connection's next request would wait behind it. Inside the loop it has no effect.
  request.resume()
  throw new PlatformError('too-large', `The body is larger than ${limitBytes} bytes`)
}
