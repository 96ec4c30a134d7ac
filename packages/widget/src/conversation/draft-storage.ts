import { del, get, set } from 'idb-keyval'
import type { DeviceStorage } from '../draft/device.ts'

/** What outlives the tab; a store that refuses throws. */
export type SharedDrafts = {
  readonly get: (key: string) => Promise<string | undefined>
  readonly set: (key: string, text: string) => Promise<void>
  readonly del: (key: string) => Promise<void>
}

/**
 * Keeps what is written but not sent, so that a reload or a checkout elsewhere does not lose it.
 *
 * Each tab has its own words, also that it has none: what is written in another never replaces them. A new
 * tab begins with the words that were written last in any.
 */
export function draftStorage(tab: DeviceStorage, shared: SharedDrafts = { get, set, del }) {
  return {
    async load(conversationId: string): Promise<string> {
      const key = keyOf(conversationId)
      const own = tab.getItem(key)
      if (own !== null) return own
      try {
        return (await shared.get(key)) ?? ''
      } catch {
        return '' // no database in this window: a draft lives as long as the tab
      }
    },
    async save(conversationId: string, text: string): Promise<void> {
      const key = keyOf(conversationId)
      tab.setItem(key, text)
      try {
        await (text === '' ? shared.del(key) : shared.set(key, text))
      } catch {
        // as above
      }
    },
  }
}

const keyOf = (conversationId: string): string => `parlor-draft:${conversationId}`
