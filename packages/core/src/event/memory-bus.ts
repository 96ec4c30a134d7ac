import type { Bus } from './bus.ts'
import { createChannelListeners } from './channel-listeners.ts'

/** A bus for one process. Messages pass as JSON text and later, so that nobody leans on what Redis would not give. */
export function memoryBus(): Bus {
  const listeners = createChannelListeners()
  let isClosed = false
  return {
    async open() {},
    publish(channel, message) {
      if (isClosed || !listeners.has(channel)) return
      const text = JSON.stringify(message)
      setImmediate(() => listeners.tell(channel, text))
    },
    subscribe(channel, listener, onceHeard) {
      // A function of its own, should the same one listen twice.
      const entry: typeof listener = (message) => listener(message)
      listeners.add(channel, entry)
      if (onceHeard !== undefined) setImmediate(onceHeard)
      return () => void listeners.remove(channel, entry)
    },
    async close() {
      isClosed = true
      listeners.clear()
    },
  }
}
