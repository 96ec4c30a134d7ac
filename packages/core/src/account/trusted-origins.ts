const loopback = ['localhost', '127.0.0.1']

/**
 * The origins that are this deployment's own: `publicUrl`'s, and for a loopback address its twin, since
 * people type either and both reach the same process.
 */
export function trustedOrigins(publicUrl: string): readonly string[] {
  const url = new URL(publicUrl)
  if (!loopback.includes(url.hostname)) return [url.origin]
  return loopback.map((hostname) => {
    const twin = new URL(url)
    twin.hostname = hostname
    return twin.origin
  })
}
