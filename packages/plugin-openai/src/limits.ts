import { ChatModelError } from '@parlor/plugin-kit'

/** How long the connection, the first token, the silence between tokens and the whole answer may take. */
export type Timeouts = {
  readonly connectMs: number
  readonly firstTokenMs: number
  readonly idleMs: number
  readonly totalMs: number
}

/** For what an answer waits: its first token, more of it, or only its count of tokens and its `[DONE]`. */
export type Phase = 'first-token' | 'more' | 'ending'

export type TimeLimits = {
  readonly signal: AbortSignal
  /** Begins, or goes on with, a wait for the endpoint. */
  readonly waitFor: (next: Phase) => void
  /** The endpoint said something: until the next wait nothing counts as silence. */
  readonly heard: () => void
  /** Between two tries only the limit of the whole answer runs. */
  readonly rest: () => void
  /** Lets go of the timers and of the outer signal, when all is over. */
  readonly drop: () => void
}

/** An answer that gave its finish reason is whole: what may still come is waited for only as long as this. */
const endingMs = 2000

/**
 * The time limits of one answer. `signal` aborts with `outer`'s reason, or with a `timeout` when a limit is passed.
 *
 * Only the time in which we wait for the endpoint counts as silence, not that in which nobody asked for more.
 * Bytes of any kind end a silence, but only a token is a first token: endpoints send comments to keep a connection.
 */
export function timeLimits(timeouts: Timeouts, outer: AbortSignal): TimeLimits {
  const own = new AbortController()
  const limits: Readonly<Record<Phase, number>> = {
    'first-token': timeouts.firstTokenMs,
    more: timeouts.idleMs,
    ending: Math.min(endingMs, timeouts.idleMs),
  }
  let phase: Phase | undefined
  let timer: NodeJS.Timeout | undefined
  let isWaiting = false

  const pass = (what: string) => own.abort(new ChatModelError('timeout', what))
  const total = setTimeout(pass, timeouts.totalMs, `The answer took longer than ${timeouts.totalMs} ms`)
  const rest = () => {
    clearTimeout(timer)
    phase = undefined
  }
  const drop = () => {
    rest()
    clearTimeout(total)
    outer.removeEventListener('abort', follow)
  }
  const follow = () => {
    drop()
    own.abort(outer.reason)
  }
  if (outer.aborted) follow()
  else outer.addEventListener('abort', follow, { once: true })

  return {
    signal: own.signal,
    waitFor(next: Phase) {
      isWaiting = true
      if (next === phase) {
        // The first token and the end are waited for from their beginning on, whatever comes in between
        if (next === 'more') timer?.refresh()
        return
      }
      clearTimeout(timer)
      phase = next
      timer = setTimeout(() => {
        if (isWaiting) pass(`The model endpoint sent nothing for ${limits[next]} ms (${next})`)
      }, limits[next])
    },
    heard() {
      isWaiting = false
    },
    rest,
    drop,
  }
}
