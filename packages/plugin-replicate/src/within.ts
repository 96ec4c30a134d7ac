/**
 * Gives `run` a signal that aborts with `outer`, or after `ms`.
 *
 * Not `AbortSignal.any` over `AbortSignal.timeout`: Node 20 may collect the inner signal, and the limit never comes.
 */
export async function within<T>(
  ms: number,
  outer: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted()
  const own = new AbortController()
  const follow = () => own.abort(outer.reason)
  const timer = setTimeout(() => own.abort(new Error(`no answer within ${ms} ms`)), ms)
  outer.addEventListener('abort', follow, { once: true })
  try {
    return await run(own.signal)
  } finally {
    clearTimeout(timer)
    outer.removeEventListener('abort', follow)
  }
}
