import { lookup as lookUp, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, request, type Dispatcher } from 'undici'
import { timeLimit } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'
import { isPublicAddress } from './public-address.ts'

/** Fetches a picture's bytes from one of the hosts; `*.example.com` is every host below it. */
export type Download = (url: string, hosts: readonly string[], signal: AbortSignal) => Promise<Uint8Array>

export type DownloadOptions = {
  /** For tests, which have servers of their own: how names become addresses, as Node's `dns.lookup`. */
  readonly resolve?: LookupFunction
  /** For tests: which addresses may be connected to. */
  readonly mayConnect?: (address: string) => boolean
  /** For tests: whose certificates are believed, in PEM. */
  readonly ca?: string
  readonly maxBytes?: number
  readonly timeoutMs?: number
}

/** More is no photo of 1024 × 1280, whatever its format. */
export const maxPictureBytes = 25 * 1024 * 1024
const mostRedirects = 3
const redirects = new Set([301, 302, 303, 307, 308])

/**
 * Makes a download that goes only where it may: https, a listed host, a public address; again after each redirect.
 *
 * What may not be fetched, is too large or is empty is `validation`, and another try would not mend it. What its host
 * does not know (any more) is `not-found`. A host that cannot be reached, answers with another error or takes longer
 * than a minute is `unavailable`.
 */
export function guardedDownload(options: DownloadOptions = {}): Download {
  const { maxBytes = maxPictureBytes, timeoutMs = 60_000 } = options
  return async (url, hosts, signal) => {
    const limit = timeLimit(timeoutMs, signal)
    // One for each download: no connection that was made for one is there for the next.
    const agent = guardedAgent(options)
    try {
      const answer = await follow(allowed(url, hosts), { agent, hosts, signal: limit.signal })
      return await read(answer.body, maxBytes)
    } catch (cause) {
      signal.throwIfAborted()
      throw refusalIn(cause) ?? new PlatformError('unavailable', 'A picture could not be fetched', { cause })
    } finally {
      limit.drop()
      await agent.destroy()
    }
  }
}

/**
 * Addresses are judged where the connection is made, so that the one that was judged is the one that is used:
 * a name that is public when asked and private when used finds no gap between the two.
 */
function guardedAgent({ resolve = lookUp, mayConnect = isPublicAddress, ca }: DownloadOptions): Agent {
  const lookup: LookupFunction = (hostname, lookupOptions, done) => {
    resolve(hostname, { ...lookupOptions, all: true }, (error, found) => {
      const addresses = found as LookupAddress[] // `all` was asked for
      if (error !== null) {
        done(error, '', 0)
        return
      }
      const first = addresses[0]
      // One bad address among good ones is a trap and no mistake.
      if (first === undefined || !addresses.every(({ address }) => mayConnect(address)))
        done(refused(`${hostname} is at no public address`), '', 0)
      else if (lookupOptions.all === true) done(null, addresses)
      else done(null, first.address, first.family)
    })
  }
  return new Agent({
    connect: { lookup, timeout: 10_000, ...(ca === undefined ? {} : { ca }) },
    headersTimeout: 20_000,
    bodyTimeout: 20_000,
  })
}

type Following = { readonly agent: Agent; readonly hosts: readonly string[]; readonly signal: AbortSignal }

async function follow(first: URL, { agent, hosts, signal }: Following): Promise<Dispatcher.ResponseData> {
  let url = first
  for (let followed = 0; followed <= mostRedirects; followed++) {
    // undici follows no redirect by itself; compressed bytes would be no picture
    const answer = await request(url, {
      dispatcher: agent,
      signal,
      headers: { 'accept-encoding': 'identity' },
    })
    if (answer.statusCode === 200) return answer
    if (answer.statusCode === 404 || answer.statusCode === 410)
      throw new PlatformError('not-found', `A picture is not there: status ${answer.statusCode}`)
    const { location } = answer.headers
    if (!redirects.has(answer.statusCode) || typeof location !== 'string')
      throw new PlatformError('unavailable', `A picture could not be fetched: status ${answer.statusCode}`)
    url = allowed(location, hosts, url)
  }
  throw refused('it is redirected too often')
}

function allowed(address: string, hosts: readonly string[], base?: URL): URL {
  const url = URL.canParse(address, base?.href) ? new URL(address, base) : undefined
  if (url === undefined) throw refused('its address cannot be read')
  if (url.protocol !== 'https:') throw refused(`${url.protocol} is not https:`)
  if (url.username !== '' || url.password !== '') throw refused('its address has a name or a password in it')
  // Node asks nobody for the address of a number, so nothing further in would judge it.
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) throw refused('its host is a number')
  if (!hosts.some((host) => matches(url.host, host))) throw refused(`${url.host} is no host of this provider`)
  return url
}

/** With the port, which only the usual one may leave out. */
function matches(host: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern
}

async function read(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw refused('it is too large')
    chunks.push(chunk)
  }
  if (size === 0) throw refused('it is empty')
  return Buffer.concat(chunks, size)
}

function refused(reason: string): PlatformError {
  return new PlatformError('validation', `A picture may not be fetched: ${reason}`)
}

/** Ours, also where undici or Node have wrapped it. */
function refusalIn(error: unknown): PlatformError | undefined {
  if (error instanceof PlatformError) return error
  if (error instanceof AggregateError) return error.errors.map(refusalIn).find((found) => found !== undefined)
  return error instanceof Error ? refusalIn(error.cause) : undefined
}
