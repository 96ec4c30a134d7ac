import type { Json } from './data.ts'
import type { Records } from './records.ts'

/** Records of one process that nobody keeps: for the tests of a plugin. */
export function memoryRecords(): Records {
  const rows = new Map<string, Json>()
  const turns = new Map<string, Promise<unknown>>()
  const nameOf = (account: string, key: string) => JSON.stringify([account, key])
  return {
    get: async (account, key) => rows.get(nameOf(account, key)),
    set: async (account, key, value) => void rows.set(nameOf(account, key), value),
    remove: async (account, key) => void rows.delete(nameOf(account, key)),
    async alone(account, work) {
      const before = turns.get(account) ?? Promise.resolve()
      const turn = before.then(work)
      turns.set(
        account,
        turn.catch(() => {}), // the next one does not answer for this one
      )
      return await turn
    },
  }
}
