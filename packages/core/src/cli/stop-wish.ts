/** npm forwards a Ctrl-C that the terminal has already sent to everybody: within this time it is one wish. */
const sameWishMs = 1000

/** SIGTERM comes from whoever will start another one: running answers may end. Ctrl-C gives work back at once. */
const drains: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGINT: 0, SIGHUP: 0, SIGTERM: 25_000 }

export type StopWish = {
  /** Aborts with the first wish. */
  readonly signal: AbortSignal
  readonly asked: Promise<void>
  /** How long running answers may take to end, in milliseconds. */
  readonly drainMs: () => number
  /** Stops listening; a wish that came before stays known. */
  readonly drop: () => void
}

/**
 * Hears of the wish to stop from the first moment on. A second one that is a wish of its own ends the process at once.
 */
export function stopWish(onWish: () => void): StopWish {
  const controller = new AbortController()
  let firstAt: number | undefined
  let drainMs = 0
  const listeners = Object.entries(drains).map(([name, drain]) => {
    const signal = name as NodeJS.Signals // a key of the table above
    const listener = () => {
      if (firstAt !== undefined) {
        if (Date.now() - firstAt > sameWishMs) process.exit(1)
        return
      }
      firstAt = Date.now()
      drainMs = drain
      onWish()
      controller.abort(new Error('Asked to stop'))
    }
    process.on(signal, listener)
    return { signal, listener }
  })
  return {
    signal: controller.signal,
    asked: new Promise<void>((resolve) =>
      controller.signal.addEventListener('abort', () => resolve(), { once: true }),
    ),
    drainMs: () => drainMs,
    drop() {
      for (const { signal, listener } of listeners) process.off(signal, listener)
    },
  }
}
