import type { BusListener } from './bus.ts'

/** Who listens to what in this process. */
export function createChannelListeners() {
  const channels = new Map<string, Set<BusListener>>()
  return {
    has: (channel: string) => channels.has(channel),
    channels: () => channels.keys(),
    /** Returns whether it is the channel's first. */
    add(channel: string, listener: BusListener): boolean {
      const listeners = channels.get(channel)
      if (listeners !== undefined) {
        listeners.add(listener)
        return false
      }
      channels.set(channel, new Set([listener]))
      return true
    },
    /** Returns whether it was the channel's last. */
    remove(channel: string, listener: BusListener): boolean {
      const listeners = channels.get(channel)
      if (listeners?.delete(listener) !== true || listeners.size > 0) return false
      channels.delete(channel)
      return true
    },
    /** Each listener gets its own copy, so that no object is ever shared by accident. */
    tell(channel: string, text: string): void {
      for (const listener of channels.get(channel) ?? [])
        listener(JSON.parse(text) as Parameters<BusListener>[0])
    },
    clear: () => channels.clear(),
  }
}
