import { clientNetwork } from '../account/client-network.ts'
import { gate, gates } from '../gate.ts'
import { PlatformError } from '../platform-error.ts'

/** How many bodies of a route are taken at once, from everybody and from one network. */
export type AtOnce = { readonly all: number; readonly each: number }

/**
 * Bounds the memory of bodies that anybody may send, whatever their number of addresses: what comes beyond is refused
 * before a byte of it is read. `unavailable` when there is no place at all, `rate-limited` for a network that has its share.
 */
export function uploadGate({ all, each }: AtOnce): <T>(ip: string, work: () => Promise<T>) => Promise<T> {
  const enter = gate({ running: all, waiting: 0, refusal: tooMany })
  const enterFrom = gates({ running: each, waiting: 0, refusal: tooManyOfYours })
  return async (ip, work) => await enterFrom(clientNetwork(ip), async () => await enter(work))
}

function tooMany(): PlatformError {
  return new PlatformError('unavailable', 'Too many are sending something just now; try again in a moment', {
    retryAfterSeconds: 5,
  })
}

function tooManyOfYours(): PlatformError {
  return new PlatformError('rate-limited', 'Too many at once; wait for the answers first', {
    retryAfterSeconds: 2,
  })
}
