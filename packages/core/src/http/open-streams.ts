/** The event streams of each account in this process. */
export type OpenStreams = {
  /** Counts a stream in; beyond the limit the account's oldest is closed. Returns how it leaves. */
  readonly enter: (account: string, close: () => void) => () => void
}

/** A browser shares one stream between its tabs; more than this is a client gone wrong. */
const maxPerAccount = 20

export function createOpenStreams(): OpenStreams {
  const accounts = new Map<string, Set<() => void>>()
  return {
    enter(account, close) {
      const streams = accounts.get(account) ?? new Set()
      accounts.set(account, streams)
      // A set keeps the order in which it was filled.
      const [oldest] = streams
      if (oldest !== undefined && streams.size >= maxPerAccount) {
        streams.delete(oldest)
        oldest()
      }
      const entry = () => close()
      streams.add(entry)
      return () => {
        streams.delete(entry)
        if (streams.size === 0 && accounts.get(account) === streams) accounts.delete(account)
      }
    },
  }
}
