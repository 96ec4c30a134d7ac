import { get, update } from 'idb-keyval'
import type { OutboxStorage, Unsent } from './outbox.ts'

/**
 * Keeps a conversation's unsent messages in IndexedDB.
 *
 * Where the browser refuses a database (some private windows) they live as long as the page.
 */
export function indexedDbOutbox(conversationId: string): OutboxStorage {
  const key = `parlor-outbox:${conversationId}`
  const change = async (changed: (list: readonly Unsent[]) => readonly Unsent[]): Promise<void> => {
    if (await isAvailable()) await update<readonly Unsent[]>(key, (list) => changed(list ?? []))
  }
  return {
    load: async () => ((await isAvailable()) ? ((await get<readonly Unsent[]>(key)) ?? []) : []),
    put: (message) => change((list) => [...list.filter(({ id }) => id !== message.id), message]),
    remove: (id) => change((list) => list.filter((message) => message.id !== id)),
  }
}

async function isAvailable(): Promise<boolean> {
  if (!('indexedDB' in globalThis)) return false
  try {
    await get('parlor-outbox')
    return true
  } catch {
    return false // refused: an answer, not an accident
  }
}
