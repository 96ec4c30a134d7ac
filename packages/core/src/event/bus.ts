import type { LogEvent } from './event.ts'

/** What travels between processes. All of it may be lost: it wakes or enlivens, and decides nothing. */
export type BusMessage =
  | { readonly type: 'wake' }
  /** A committed event: a reader who stands right before it is spared the look into the log. */
  | { readonly type: 'log'; readonly event: LogEvent }
  | {
      readonly type: 'text'
      readonly turn: string
      readonly attempt: number
      readonly offset: number
      readonly text: string
    }
  | { readonly type: 'ask'; readonly turn: string; readonly offset: number }
  | { readonly type: 'stop'; readonly turn: string }
  /** What the account may do has changed: whoever shows it asks anew. */
  | { readonly type: 'access' }
  | {
      readonly type: 'progress'
      readonly photo: string
      readonly state: string
      /** How many photos are before it; null when it does not stand in the queue. */
      readonly place: number | null
      readonly tries: number
      readonly elapsedMs: number
      readonly waitedMs: number
      readonly expectedMs: number
      readonly lateMs: number
    }

export type BusListener = (message: BusMessage) => void

/**
 * Publish and subscribe by channel: one per conversation (`conversationChannel`), and `turns`. Messages come
 * later, never within `publish`, and each listener gets a copy of its own.
 */
export interface Bus {
  /** Connects; resolves when it is there, or when it is not and goes on trying. */
  open(): Promise<void>
  publish(channel: string, message: BusMessage): void
  /**
   * Returns the function that ends the subscription. `onceHeard` is called when the subscription is in force,
   * or cannot be for now: whoever reads the log then misses nothing. A bus that was away says `wake` on each
   * channel when it is back, and now and then while it is away.
   */
  subscribe(channel: string, listener: BusListener, onceHeard?: () => void): () => void
  close(): Promise<void>
}

export const turnsChannel = 'turns'

export function conversationChannel(conversation: string): string {
  return `conversation:${conversation}`
}
