import { createParser } from 'eventsource-parser'
import { ApiError, problemOf } from './api-error.ts'
import type { Event, ProgressFrame, TextFrame } from './shapes.ts'
import { watchTheWayBack } from './way-back.ts'

export type StreamStatus = 'connecting' | 'open' | 'waiting' | 'closed'

/** What the live stream tells; every call comes in the order of the wire. */
export type StreamHandlers = {
  readonly onEvent: (event: Event) => void
  readonly onText: (frame: TextFrame) => void
  readonly onProgress: (frame: ProgressFrame) => void
  /** What the account may do has changed, wherever it was paid or cancelled: ask who it is anew. */
  readonly onAccess?: () => void
  /**
   * The server cannot go on from the given `seq`. The stream is closed until `resume(after)` is called
   * with the last `seq` of a newly fetched page.
   */
  readonly onReset: () => void
  readonly onStatus?: (status: StreamStatus) => void
  /** A refusal that trying again does not heal (signed out, not found); the stream is closed then. */
  readonly onRefused?: (error: ApiError) => void
}

export type StreamOptions = {
  /** The last `seq` that is known already. */
  readonly after?: number
  readonly signal?: AbortSignal
  readonly fetch?: typeof fetch
  /** Silence after which the connection counts as dead; heartbeats come every 15 s. */
  readonly silenceMs?: number
  /** The first delay of the back-off; `retry:` of the server replaces it. */
  readonly retryMs?: number
  readonly random?: () => number
}

export type EventStream = {
  readonly close: () => void
  /** Connects at once when waiting or broken, from `after` if given; an open connection is left alone. */
  readonly resume: (after?: number) => void
  readonly status: () => StreamStatus
}

const longestDelayMs = 30_000
const wakeSilenceMs = 17_000

/** Reads a conversation's live stream over `fetch` and keeps it alive until closed. */
export function openEventStream(
  url: string,
  handlers: StreamHandlers,
  options: StreamOptions = {},
): EventStream {
  const { silenceMs = 40_000, random = Math.random, fetch: fetcher = globalThis.fetch } = options
  let lastSeq = options.after ?? 0
  let retryMs = options.retryMs ?? 1_000
  let failures = 0
  let status: StreamStatus = 'connecting'
  let connection: AbortController | undefined
  let heardAt = Date.now()
  let timer: ReturnType<typeof setTimeout> | undefined

  const setStatus = (next: StreamStatus): void => {
    if (status === next) return
    status = next
    handlers.onStatus?.(next)
  }

  const halt = (next: 'waiting' | 'closed'): void => {
    clearTimeout(timer)
    connection?.abort()
    connection = undefined
    setStatus(next)
  }

  const reconnectIn = (delayMs: number): void => {
    halt('waiting')
    timer = setTimeout(() => void connect(), delayMs)
  }

  const backOff = (): void => {
    const ceiling = Math.min(longestDelayMs, retryMs * 2 ** failures)
    failures += 1
    reconnectIn(ceiling / 2 + (random() * ceiling) / 2)
  }

  const connect = async (): Promise<void> => {
    clearTimeout(timer)
    connection?.abort()
    const mine = new AbortController()
    connection = mine
    setStatus('connecting')
    const watchdog = silenceWatch(silenceMs, () => mine === connection && backOff())
    try {
      const response = await fetcher(`${url}?after=${lastSeq}`, {
        credentials: 'same-origin',
        cache: 'no-store',
        headers: {
          accept: 'text/event-stream',
          ...(lastSeq > 0 ? { 'last-event-id': String(lastSeq) } : {}),
        },
        signal: mine.signal,
      })
      if (!response.ok || !response.body) throw await problemOf(response)
      setStatus('open')
      const onBytes = (): void => {
        heardAt = Date.now()
        watchdog.touch()
      }
      await readAll(response.body, onBytes, receive, (delayMs) => (retryMs = delayMs))
      if (mine === connection) backOff()
    } catch (cause) {
      if (mine !== connection) return
      if (!(cause instanceof ApiError) || !isFinal(cause)) return backOff()
      halt('closed')
      handlers.onRefused?.(cause)
    } finally {
      watchdog.stop()
    }

    function receive(name: string, data: string, id: string | undefined): void {
      if (mine !== connection) return // a `reset` or `bye` before this one closed the connection
      failures = 0
      const value: unknown = JSON.parse(data === '' ? '{}' : data)
      if (name === 'log') {
        lastSeq = Number(id ?? lastSeq)
        handlers.onEvent(value as Event)
      } else if (name === 'text') handlers.onText(value as TextFrame)
      else if (name === 'progress') handlers.onProgress(value as ProgressFrame)
      else if (name === 'access') handlers.onAccess?.()
      else if (name === 'bye') reconnectIn((value as { afterMs?: number }).afterMs ?? retryMs)
      else if (name === 'reset') {
        halt('waiting')
        handlers.onReset()
      }
    }
  }

  const resume = (after?: number): void => {
    if (status === 'closed' || options.signal?.aborted) return
    if (after !== undefined) lastSeq = after
    failures = 0
    if (status === 'waiting') void connect()
  }
  // phones sleep and trains leave tunnels: waiting out a back-off there is what users report as "stuck"
  const forget = watchTheWayBack(() => {
    // a socket that slept longer than a heartbeat may be dead without anybody having told us
    if (status === 'open' && Date.now() - heardAt > wakeSilenceMs) void connect()
    else resume()
  })
  const close = (): void => {
    forget()
    halt('closed')
  }
  options.signal?.addEventListener('abort', close, { once: true })
  if (options.signal?.aborted) close()
  else void connect()

  return { close, resume, status: () => status }
}

// trying again cannot heal these; a 429, a 5xx or a proxy's page can pass
function isFinal(error: ApiError): boolean {
  return ['unauthenticated', 'forbidden', 'adult-required', 'not-found'].includes(error.code)
}

async function readAll(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
  onEvent: (name: string, data: string, id: string | undefined) => void,
  onRetry: (delayMs: number) => void,
): Promise<void> {
  const parser = createParser({
    onEvent: (event) => onEvent(event.event ?? 'message', event.data, event.id),
    onRetry,
  })
  const decoder = new TextDecoder()
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    onBytes()
    parser.feed(decoder.decode(value, { stream: true }))
  }
}

function silenceWatch(silenceMs: number, onSilence: () => void): { touch: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout>
  const touch = (): void => {
    clearTimeout(timer)
    timer = setTimeout(onSilence, silenceMs)
  }
  timer = setTimeout(onSilence, silenceMs)
  return { touch, stop: () => clearTimeout(timer) }
}
