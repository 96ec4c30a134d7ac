import type { Context } from 'koa'

/** Shorter than the minute after which proxies give an idle connection up. */
export const heartbeatMs = 15_000

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
  /** Calls `fn`, and nobody given before, after each heartbeat. */
  readonly onHeartbeat: (fn: () => void) => void
  /** Calls `fn`, and nobody given before, when the stream ends, whoever ends it. */
  readonly onEnd: (fn: () => void) => void
  readonly hasEnded: () => boolean
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
 *
 * Ten thousand of them lie open in a process, most of them idle: what one keeps in memory is counted in bytes.
 */
export function openEventStream(ctx: Context, options: EventStreamOptions = {}): EventStream {
  const { retryMs = 2000, maxUnreadBytes = 1024 * 1024, drainMs = 30_000 } = options
  const { res } = ctx
  let hasEnded = false
  let onHeartbeat = () => {}
  let onEnd = () => {}
  /** Who waits until the reader can take more. */
  let waiting: (() => void)[] | undefined
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
    onHeartbeat()
  }, options.heartbeatMs ?? heartbeatMs)
  res.once('close', () => {
    clearInterval(heartbeat)
    clearTimeout(stalled)
    hasEnded = true
    onEnd()
    letOn()
  })
  // The reader may have left while the route was still looking things up: its 'close' will not come again.
  if (res.closed || res.destroyed) {
    clearInterval(heartbeat)
    hasEnded = true
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
    onHeartbeat: (listener) => void (onHeartbeat = listener),
    onEnd: (listener) => void (onEnd = listener),
    hasEnded: () => hasEnded,
  }

  async function drained(): Promise<void> {
    if (!res.writableNeedDrain || hasEnded) return
    await new Promise<void>((resolve) => (waiting ??= []).push(resolve))
  }

  function letOn(): void {
    const resolves = waiting ?? []
    waiting = undefined
    for (const resolve of resolves) resolve()
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
