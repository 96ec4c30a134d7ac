import type { Context } from 'koa'

export type EventStream = {
  /** Writes one event; `data` as JSON. After the end it does nothing. */
  readonly send: (event: {
    readonly id?: string | number
    readonly event: string
    readonly data?: unknown
  }) => void
  readonly comment: () => void
  /** Resolves when the reader can take more, or has gone. */
  readonly drained: () => Promise<void>
  readonly close: () => void
  /** Calls `fn` after each heartbeat. */
  readonly onHeartbeat: (fn: () => void) => void
  /** Aborts when the stream ended, whoever ended it. */
  readonly signal: AbortSignal
}

export type EventStreamOptions = {
  readonly heartbeatMs?: number
  /** How long a browser waits before it reconnects by itself. */
  readonly retryMs?: number
  readonly maxUnreadBytes?: number
  readonly drainMs?: number
}

/**
 * Takes the response over for server-sent events. Koa's body is not used: each event is one write.
 *
 * A reader that leaves 1 MiB unread, or takes nothing for 30 s, is cut off; it comes back with
 * `Last-Event-ID` when it is able to.
 */
export function openEventStream(ctx: Context, options: EventStreamOptions = {}): EventStream {
  const { heartbeatMs = 15_000, retryMs = 2000, maxUnreadBytes = 1024 * 1024, drainMs = 30_000 } = options
  const { res } = ctx
  const ended = new AbortController()
  const listeners: (() => void)[] = []
  /** Who waits until the reader can take more. */
  const waiting: (() => void)[] = []
  let stalled: NodeJS.Timeout | undefined

  ctx.respond = false
  res.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  })
  res.on('error', () => {
    // Writing to a reader that left: 'close' follows and ends the stream.
  })
  res.on('drain', () => {
    clearTimeout(stalled)
    stalled = undefined
    letOn()
  })
  const heartbeat = setInterval(() => {
    comment()
    for (const listener of listeners) listener()
  }, heartbeatMs)
  res.once('close', () => {
    clearInterval(heartbeat)
    clearTimeout(stalled)
    ended.abort()
    letOn()
  })
  // The reader may have left while the route was still looking things up: its 'close' will not come again.
  if (res.closed || res.destroyed) {
    clearInterval(heartbeat)
    ended.abort()
  }
  write(`retry: ${retryMs}\n\n`)

  return {
    send({ id, event, data = {} }) {
      const head = id === undefined ? '' : `id: ${id}\n`
      write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    },
    comment,
    drained,
    close: () => void res.end(),
    onHeartbeat: (listener) => void listeners.push(listener),
    signal: ended.signal,
  }

  async function drained(): Promise<void> {
    if (!res.writableNeedDrain || ended.signal.aborted) return
    await new Promise<void>((resolve) => waiting.push(resolve))
  }

  function letOn(): void {
    for (const resolve of waiting.splice(0)) resolve()
  }

  function comment(): void {
    write(':\n\n')
  }

  function write(text: string): void {
    if (res.writableEnded || res.destroyed) return
    if (res.write(text)) return
    if (res.writableLength > maxUnreadBytes) res.destroy()
    else stalled ??= setTimeout(() => res.destroy(), drainMs)
  }
}
