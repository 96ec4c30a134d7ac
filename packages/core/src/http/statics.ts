import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Middleware } from 'koa'
import serve from 'koa-static'

export type StaticFolder = {
  /** Where it is mounted: `/`, or `/console/`. */
  readonly prefix: string
  readonly folder: string
  /** The file answered for the folder itself; `index.html` when left out. */
  readonly index?: string
  /** Whether a page that is no file gets the index, so that the page's own router can show it. */
  readonly spa?: boolean
}

/**
 * Serves files below a prefix. Files with a hash in their names (`app-3f9c2a1b.js`) are kept for a year; all
 * others are asked for again each time, which costs a 304.
 */
export function staticFolder(options: StaticFolder): Middleware {
  const prefix = options.prefix.endsWith('/') ? options.prefix : `${options.prefix}/`
  const index = options.index ?? 'index.html'
  const files = serve(options.folder, {
    index,
    brotli: false,
    gzip: false,
    setHeaders: (response, path) => {
      response.setHeader(
        'Cache-Control',
        hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      )
    },
  })

  return async (ctx, next) => {
    if (`${ctx.path}/` === prefix) return ctx.redirect(prefix)
    if (!ctx.path.startsWith(prefix)) return await next()
    const path = ctx.path
    let found = true
    ctx.path = path.slice(prefix.length - 1)
    await files(ctx, async () => {
      found = false
    })
    ctx.path = path
    if (!found && options.spa === true && wantsPage(ctx.method, ctx.get('accept'))) {
      const file = join(options.folder, index)
      const { mtime, size } = await stat(file)
      ctx.set({
        'Cache-Control': 'no-cache',
        'Last-Modified': mtime.toUTCString(),
        'Content-Length': String(size),
      })
      ctx.type = 'html'
      ctx.body = createReadStream(file)
      found = true
    }
    if (!found) return await next()
    if (ctx.fresh) ctx.status = 304
  }
}

const hashed = /-[A-Za-z0-9_]{8,}\.[a-z0-9]+$/

function wantsPage(method: string, accept: string): boolean {
  return (method === 'GET' || method === 'HEAD') && accept.includes('text/html')
}
