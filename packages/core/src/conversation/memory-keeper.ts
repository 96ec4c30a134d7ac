import type { ConversationKey } from '../event/log.ts'
import type { ConversationContext } from './conversation-context.ts'
import { foldMemory } from './memory.ts'

/** Summaries that one process makes at once. One that finds no place is made after a later turn. */
const places = 4

export type MemoryKeeper = {
  /** Begins to fold a conversation, in the background. */
  readonly fold: (key: ConversationKey) => void
  /** Gives up what is under way: nothing is lost by it. */
  readonly close: () => Promise<void>
}

/** Makes summaries beside the answers, so that nobody waits for one. */
export function createMemoryKeeper(context: ConversationContext): MemoryKeeper {
  const running = new Map<string, Promise<void>>()
  const closing = new AbortController()
  return {
    fold(key) {
      if (closing.signal.aborted || running.size >= places || running.has(key.conversation)) return
      const work = foldMemory(context, key, closing.signal)
        .catch((error: unknown) => {
          if (!closing.signal.aborted) context.report(error)
        })
        .finally(() => running.delete(key.conversation))
      running.set(key.conversation, work)
    },
    async close() {
      closing.abort()
      await Promise.all(running.values())
    },
  }
}
