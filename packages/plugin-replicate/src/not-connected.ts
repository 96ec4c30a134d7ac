/** The connection never came about, so that nothing was sent. */
export class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError'
}

/**
 * By what was being done, not by the code alone: a host may become unreachable (EHOSTUNREACH) under a connection on
 * which the request has left long ago.
 */
export function hasNeverConnected(cause: unknown): boolean {
  // Every address of the host was tried
  if (cause instanceof AggregateError) return cause.errors.every(hasNeverConnected)
  if (!(cause instanceof Error)) return false
  const { code, syscall } = cause as NodeJS.ErrnoException
  return code === 'UND_ERR_CONNECT_TIMEOUT' || syscall === 'connect' || syscall === 'getaddrinfo'
}
