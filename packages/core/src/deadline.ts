/** The reason of a signal whose time is over. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}

/** A signal made of others, and how to let go of them. */
export type JoinedSignal = {
  readonly signal: AbortSignal
  /** Takes the listeners off the others. One that lives as long as the process would keep them for ever. */
  readonly drop: () => void
}

/**
 * A signal that aborts with the first of the given ones, until it is dropped.
 *
 * Not `AbortSignal.any`: Node 20 keeps what hangs on a long-lived signal, and lets inner ones be collected as
 * garbage, time limits among them.
 */
export function joined(...signals: readonly AbortSignal[]): JoinedSignal {
  return follow(new AbortController(), signals)
}

function follow(own: AbortController, signals: readonly AbortSignal[]): JoinedSignal {
  const listeners = signals.map((signal) => ({ signal, listener: () => own.abort(signal.reason) }))
  for (const { signal, listener } of listeners) {
    if (signal.aborted) own.abort(signal.reason)
    else signal.addEventListener('abort', listener, { once: true })
  }
  return {
    signal: own.signal,
    drop() {
      for (const { signal, listener } of listeners) signal.removeEventListener('abort', listener)
    },
  }
}

/** A signal that aborts with any of the given ones, or after `ms` with a `TimeoutError`; drop it when all is done. */
export function timeLimit(ms: number, ...signals: readonly AbortSignal[]): JoinedSignal {
  const own = new AbortController()
  const { signal, drop } = follow(own, signals)
  const timer = setTimeout(() => {
    own.abort(new TimeoutError('Took too long'))
    drop()
  }, ms)
  timer.unref()
  return {
    signal,
    drop() {
      clearTimeout(timer)
      drop()
    },
  }
}

/** As `timeLimit`, for what is short: it lets go of the others by itself when the time is over. */
export function within(ms: number, ...signals: readonly AbortSignal[]): AbortSignal {
  return timeLimit(ms, ...signals).signal
}

/** Waits for a plugin's work no longer than `ms` and no longer than `signal`, even when it heeds neither. */
export async function bounded<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const own = new AbortController()
  // One listener for both, the work and the wait for it: this stands on the path of every message.
  let end = (_reason: unknown) => {}
  const timer = setTimeout(() => end(new TimeoutError('Took too long')), ms)
  timer.unref()
  const follow = () => end(signal.reason)
  signal.addEventListener('abort', follow, { once: true })
  try {
    return await new Promise<T>((resolve, reject) => {
      end = (reason) => {
        own.abort(reason)
        reject(reason as Error)
      }
      work(own.signal).then(resolve, reject)
    })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', follow)
  }
}

/** Waits until the signal aborts at the latest; then it throws the signal's reason and leaves the work behind. */
export async function abandonable<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let leave = () => {}
  try {
    return await new Promise<T>((resolve, reject) => {
      leave = () => reject(signal.reason as Error)
      if (signal.aborted) leave()
      else signal.addEventListener('abort', leave, { once: true })
      work.then(resolve, reject)
    })
  } finally {
    signal.removeEventListener('abort', leave)
  }
}

/** A signal that follows another one after `ms`: for what should rather come to its end. Drop it afterwards. */
export function later(ms: number, signal: AbortSignal): JoinedSignal {
  const own = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const begin = () => {
    timer = setTimeout(() => own.abort(signal.reason), ms)
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return {
    signal: own.signal,
    drop() {
      clearTimeout(timer)
      signal.removeEventListener('abort', begin)
    },
  }
}
