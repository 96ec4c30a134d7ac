import type { Json, Records } from '@parlor/plugin-kit'
import type { Database } from '../database/database.ts'
import type { Alone } from './account-locks.ts'

/** What one plugin keeps of accounts, in the table `plugin_record`. */
export function createRecords(database: Database, plugin: string, alone: Alone): Records {
  const rows = (account: string, key: string) =>
    database.knex('plugin_record').where({ plugin, account_id: account, key })
  return {
    async get(account, key) {
      return (await rows(account, key).first<{ value: Json } | undefined>('value'))?.value
    },
    async set(account, key, value) {
      await database
        .knex('plugin_record')
        .insert({ plugin, account_id: account, key, value: JSON.stringify(value) })
        .onConflict(['plugin', 'account_id', 'key'])
        .merge({ value: JSON.stringify(value), updated_at: database.knex.fn.now() })
    },
    async remove(account, key) {
      await rows(account, key).delete()
    },
    alone: async (account, work) => await alone(`${plugin}:${account}`, work),
  }
}
