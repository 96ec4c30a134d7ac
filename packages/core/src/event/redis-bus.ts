import { connected, endRedis, openRedis } from '../database/redis.ts'
import type { Bus } from './bus.ts'
import { createChannelListeners } from './channel-listeners.ts'

/** Several applications may share one Redis. */
const prefix = 'parlor:'
/** While Redis is away, readers look at the log by themselves this often. */
const deafWakeMs = 3000
const wake = JSON.stringify({ type: 'wake' })

/**
 * A bus between processes: Redis publish and subscribe, one connection each way for the whole process.
 *
 * With Redis away `publish` says nothing, and those who listen are woken every 3 s: answers arrive whole
 * instead of streamed.
 */
export function redisBus(options: { readonly url: string; readonly onError: (error: unknown) => void }): Bus {
  const publisher = openRedis(options.url, 'commands', options.onError)
  const subscriber = openRedis(options.url, 'subscriber', options.onError)
  const listeners = createChannelListeners()
  /** When each channel's subscription is in force. */
  const inForce = new Map<string, Promise<unknown>>()
  let isClosed = false
  let wasAway = false

  const wakeAll = () => {
    for (const channel of listeners.channels()) listeners.tell(channel, wake)
  }
  const deaf = setInterval(() => {
    if (subscriber.status !== 'ready') wakeAll()
  }, deafWakeMs)
  subscriber.on('message', (name: string, text: string) => listeners.tell(name.slice(prefix.length), text))
  subscriber.on('close', () => {
    wasAway = true
  })
  subscriber.on('ready', () => {
    if (!wasAway) return
    wasAway = false
    const names = [...listeners.channels()].map((channel) => prefix + channel)
    // What was said while nobody listened is in the log.
    if (names.length > 0) subscriber.subscribe(...names).then(wakeAll, () => {})
  })

  return {
    async open() {
      await Promise.all([connected(publisher), connected(subscriber)])
    },
    publish(channel, message) {
      if (isClosed || publisher.status !== 'ready') return
      publisher.publish(prefix + channel, JSON.stringify(message)).catch(() => {
        // Lost, as anything here may be; the connection tells of its own trouble.
      })
    },
    subscribe(channel, listener, onceHeard) {
      const entry: typeof listener = (message) => listener(message)
      if (listeners.add(channel, entry)) {
        inForce.set(
          channel,
          subscriber.subscribe(prefix + channel).catch(() => {}),
        )
      }
      if (onceHeard !== undefined) void heard(channel).then(onceHeard)
      return () => {
        if (!listeners.remove(channel, entry)) return
        inForce.delete(channel)
        if (!isClosed) subscriber.unsubscribe(prefix + channel).catch(() => {})
      }
    },
    async close() {
      isClosed = true
      clearInterval(deaf)
      listeners.clear()
      endRedis(publisher)
      endRedis(subscriber)
    },
  }

  async function heard(channel: string): Promise<void> {
    if (await connected(subscriber)) await inForce.get(channel)
  }
}
