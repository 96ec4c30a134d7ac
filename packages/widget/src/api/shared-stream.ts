import { noText, takeFrame } from './turn-text.ts'
import type { TurnText } from './turn-text.ts'
import { openEventStream } from './event-stream.ts'
import type { EventStream, StreamHandlers, StreamOptions, StreamStatus } from './event-stream.ts'
import type { Event, ProgressFrame, TextFrame } from './shapes.ts'

/** What the tabs of one browser tell each other; all but `hello` and `resume` come from the one that reads. */
type Word =
  | { readonly type: 'event'; readonly event: Event }
  | { readonly type: 'text'; readonly frame: TextFrame }
  | { readonly type: 'progress'; readonly frame: ProgressFrame }
  | { readonly type: 'access' }
  | { readonly type: 'status'; readonly status: StreamStatus }
  | { readonly type: 'reset' }
  | {
      readonly type: 'here'
      readonly seq: number
      readonly status: StreamStatus
      readonly texts: readonly TextFrame[]
    }
  | { readonly type: 'hello' }
  | { readonly type: 'resume' }

/** How often a tab asks whether the one that reads is still alive, and how long it waits for the answer. */
const askEveryMs = 20_000
const answerMs = 2_000

/**
 * A live stream that all tabs of a browser share, since HTTP/1.1 gives them six connections together: the tab
 * that holds the lock reads, the others hear of it. When it is closed or frozen, another one takes over.
 *
 * Where the browser has no Web Locks or no BroadcastChannel, each tab reads for itself.
 */
export function openSharedStream(
  url: string,
  handlers: StreamHandlers,
  options: StreamOptions = {},
): EventStream {
  const locks = globalThis.navigator?.locks as LockManager | undefined
  if (locks === undefined || typeof BroadcastChannel === 'undefined')
    return openEventStream(url, handlers, options)

  const name = `parlor ${url}`
  const channel = new BroadcastChannel(name)
  const say = (word: Word): void => channel.postMessage(word)
  const closing = new AbortController()
  const texts = new Map<string, TurnText>()
  let lastSeq = options.after ?? 0
  let status: StreamStatus = 'connecting'
  /** Asked for a new page; until it is there nothing fits. */
  let isLost = false
  let own: EventStream | undefined
  let release: (() => void) | undefined
  let answerTimer: ReturnType<typeof setTimeout> | undefined

  const setStatus = (next: StreamStatus): void => {
    if (status === next || closing.signal.aborted) return
    status = next
    handlers.onStatus?.(next)
  }
  const lose = (): void => {
    if (isLost) return
    isLost = true
    texts.clear()
    handlers.onReset()
  }
  const takeEvent = (event: Event): void => {
    if (isLost || event.seq <= lastSeq) return
    // The tab that reads was further than this one's page.
    if (event.seq > lastSeq + 1 && own === undefined) return lose()
    lastSeq = event.seq
    if (event.type === 'turn-ended' && event.turn) texts.delete(event.turn)
    handlers.onEvent(event)
  }
  const takeText = (frame: TextFrame): void => {
    if (isLost) return
    texts.set(frame.turn, takeFrame(texts.get(frame.turn) ?? noText, frame))
    handlers.onText(frame)
  }

  const hear = (word: Word): void => {
    if (word.type === 'hello' || word.type === 'resume') {
      if (own === undefined) return
      if (word.type === 'resume') own.resume()
      say({ type: 'here', seq: lastSeq, status, texts: framesOf(texts) })
      return
    }
    clearTimeout(answerTimer)
    if (own !== undefined) return
    if (word.type === 'event') takeEvent(word.event)
    else if (word.type === 'text') takeText(word.frame)
    else if (word.type === 'progress') handlers.onProgress(word.frame)
    else if (word.type === 'access') handlers.onAccess?.()
    else if (word.type === 'status') setStatus(word.status)
    else if (word.type === 'reset') lose()
    else {
      if (word.seq > lastSeq) lose()
      for (const frame of word.texts) takeText(frame)
      setStatus(word.status)
    }
  }
  channel.addEventListener('message', ({ data }: MessageEvent<Word>) => hear(data))

  /** Reads for all tabs until closed, or until another one has taken the lock away. */
  const read = async (): Promise<void> => {
    if (closing.signal.aborted) return
    clearTimeout(answerTimer)
    own = openEventStream(
      url,
      {
        onEvent: (event) => {
          say({ type: 'event', event })
          takeEvent(event)
        },
        onText: (frame) => {
          say({ type: 'text', frame })
          takeText(frame)
        },
        onProgress: (frame) => {
          say({ type: 'progress', frame })
          handlers.onProgress(frame)
        },
        onAccess: () => {
          say({ type: 'access' })
          handlers.onAccess?.()
        },
        onReset: () => {
          say({ type: 'reset' })
          lose()
        },
        onStatus: (next) => {
          // Closing one's own is no news to the others: one of them reads on.
          if (next !== 'closed') say({ type: 'status', status: next })
          setStatus(next)
        },
        onRefused: (error) => {
          close()
          handlers.onRefused?.(error)
        },
      },
      { ...options, after: lastSeq },
    )
    await new Promise<void>((resolve) => {
      release = resolve
    })
  }
  const stopReading = (): void => {
    const ended = own
    own = undefined
    ended?.close()
    release?.()
  }
  const queueUp = (how: LockOptions): void => {
    locks.request(name, how, read).catch(() => {
      // Taken away because this tab seemed frozen, or given up at the close.
      if (closing.signal.aborted) return
      stopReading()
      status = 'connecting'
      queueUp({ signal: closing.signal })
      ask('hello')
    })
  }
  const ask = (type: 'hello' | 'resume'): void => {
    if (own !== undefined || closing.signal.aborted) return
    say({ type })
    clearTimeout(answerTimer)
    answerTimer = setTimeout(() => queueUp({ steal: true }), answerMs)
  }
  const asking = setInterval(() => ask('hello'), askEveryMs)
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') ask('resume')
  }
  document.addEventListener('visibilitychange', onVisible)

  function close(): void {
    if (closing.signal.aborted) return
    clearInterval(asking)
    clearTimeout(answerTimer)
    document.removeEventListener('visibilitychange', onVisible)
    setStatus('closed')
    closing.abort()
    stopReading()
    channel.close()
  }
  options.signal?.addEventListener('abort', close, { once: true })
  if (options.signal?.aborted) close()
  else {
    queueUp({ signal: closing.signal })
    ask('hello')
  }

  return {
    close,
    resume: (after) => {
      if (closing.signal.aborted) return
      if (after !== undefined) {
        lastSeq = after
        isLost = false
      }
      if (own === undefined) ask('resume')
      else own.resume(after)
    },
    status: () => status,
  }
}

function framesOf(texts: ReadonlyMap<string, TurnText>): readonly TextFrame[] {
  return [...texts].map(([turn, { attempt, text }]) => ({ turn, attempt, offset: 0, text }))
}
