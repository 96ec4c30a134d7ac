/** What travels between processes. All of it may be lost: it wakes or enlivens, and decides nothing. */
export type BusMessage =
  | { readonly type: 'wake' }
  | {
      readonly type: 'text'
      readonly turn: string
      readonly attempt: number
      readonly offset: number
      readonly text: string
    }
  | { readonly type: 'ask'; readonly turn: string; readonly offset: number }
  | { readonly type: 'stop'; readonly turn: string }
  | {
      readonly type: 'progress'
      readonly photo: string
      readonly state: string
      readonly elapsedMs: number
      readonly expectedMs: number
    }

export type BusListener = (message: BusMessage) => void

/** Publish and subscribe by channel: one per conversation (`conversationChannel`), and `turns`. */
export interface Bus {
  publish(channel: string, message: BusMessage): void
  /** Returns the function that ends the subscription. */
  subscribe(channel: string, listener: BusListener): () => void
  close(): Promise<void>
}

export const turnsChannel = 'turns'

export function conversationChannel(conversation: string): string {
  return `conversation:${conversation}`
}

/**
 * A bus for one process. Messages pass as JSON text and later, never within `publish`, so that nobody can
 * lean on what Redis would not give.
 */
export function memoryBus(): Bus {
  const channels = new Map<string, Set<BusListener>>()
  let closed = false
  return {
    publish(channel, message) {
      if (closed || !channels.has(channel)) return
      const text = JSON.stringify(message)
      setImmediate(() => {
        for (const listener of channels.get(channel) ?? []) listener(JSON.parse(text) as BusMessage)
      })
    },
    subscribe(channel, listener) {
      const listeners = channels.get(channel) ?? new Set()
      listeners.add(listener)
      channels.set(channel, listeners)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && channels.get(channel) === listeners) channels.delete(channel)
      }
    },
    async close() {
      closed = true
      channels.clear()
    },
  }
}
