/** The part of `Storage` that we use. */
export type DeviceStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/**
 * The browser's storage, or memory where a browser denies it (private windows, blocked site data): then
 * answers last as long as the page, which is better than no page.
 */
export function deviceStorage(kind: 'local' | 'session'): DeviceStorage {
  try {
    const storage = kind === 'local' ? globalThis.localStorage : globalThis.sessionStorage
    storage.getItem('parlor')
    return forgiving(storage)
  } catch {
    return memoryStorage()
  }
}

export function memoryStorage(): DeviceStorage {
  const values = new Map<string, string>()
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  }
}

// a full disk must not stop a person from answering
function forgiving(storage: DeviceStorage): DeviceStorage {
  const spill = memoryStorage()
  return {
    getItem: (key) => spill.getItem(key) ?? storage.getItem(key),
    setItem: (key, value) => {
      try {
        storage.setItem(key, value)
        spill.removeItem(key)
      } catch {
        spill.setItem(key, value)
      }
    },
    removeItem: (key) => {
      spill.removeItem(key)
      storage.removeItem(key)
    },
  }
}
