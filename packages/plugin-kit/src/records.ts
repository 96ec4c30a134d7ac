import type { Json } from './data.ts'

/**
 * Rows of a plugin's own in core's database: JSON under an account and a key, seen by all processes, gone with the
 * account. For what a provider calls an account, not for state that can be asked for.
 */
export interface Records {
  get(account: string, key: string): Promise<Json | undefined>
  set(account: string, key: string, value: Json): Promise<void>
  remove(account: string, key: string): Promise<void>
  /** Runs `work` while nobody else does so for this account, in any process. Throws where its turn does not come in 10 s. */
  alone<T>(account: string, work: () => Promise<T>): Promise<T>
}
