class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
}

/**
 * A signal that aborts with any of the given ones, or after `ms` with a `TimeoutError`.
 *
 * Not `AbortSignal.any([…, AbortSignal.timeout(ms)])`: Node 20 lets the inner signal be collected as garbage,
 * and the time limit with it. Here the timer holds what it aborts.
 */
export function within(ms: number, ...signals: readonly AbortSignal[]): AbortSignal {
  const own = new AbortController()
  setTimeout(() => own.abort(new TimeoutError('Took too long')), ms).unref()
  return AbortSignal.any([...signals, own.signal])
}

/** Waits for a plugin's work no longer than `ms` and no longer than `signal`, even when it heeds neither. */
export async function bounded<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const limit = within(ms, signal)
  return await new Promise<T>((resolve, reject) => {
    limit.addEventListener('abort', () => reject(limit.reason as Error), { once: true })
    work(limit).then(resolve, reject)
  })
}
