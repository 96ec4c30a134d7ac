import { setTimeout as delay } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import type { Database } from '../database/database.ts'

const waitMs = 10_000
const lookAgainMs = 50

/** Runs work while nobody else does so under the same name, in any process. */
export type Alone = <T>(name: string, work: () => Promise<T>) => Promise<T>

/**
 * Locks by name, all held by one connection: with one for each, as many as the pool has would wait for another to write
 * with, and none would go on. Within the process a name has its queue.
 *
 * They die with the connection, so that a killed process keeps nobody out. Throws where a turn does not come in 10 s.
 */
export function createAlone({ pool }: Pick<Database, 'pool'>): Alone {
  const queues = new Map<string, Promise<unknown>>()
  let connection: Promise<Connection> | undefined
  let line: Promise<unknown> = Promise.resolve()
  let holders = 0

  const connect = (): Promise<Connection> => {
    // Whatever a broken connection held is free: the next one begins with another
    const opened = open(pool, () => forget(opened))
    return opened
  }
  const forget = (gone: Promise<Connection>) => {
    if (connection === gone) connection = undefined
  }

  /** One statement after the other, as a connection takes them. */
  const ask = async (statement: 'pg_try_advisory_lock' | 'pg_advisory_unlock', name: string) => {
    connection ??= connect()
    const mine = connection
    const asked = line.then(async () => {
      const { client } = await mine
      const { rows } = await client.query<{ is_done: boolean }>(
        `select ${statement}(hashtextextended('record:' || $1, 0)) as is_done`,
        [name],
      )
      return rows[0]?.is_done === true
    })
    line = asked.catch(() => undefined) // told to who asked
    try {
      return await asked
    } catch (error) {
      forget(mine)
      ;(await mine.catch(() => undefined))?.release(true)
      throw error
    }
  }

  const locked = async <T>(name: string, until: number, work: () => Promise<T>): Promise<T> => {
    holders += 1
    try {
      while (!(await ask('pg_try_advisory_lock', name))) {
        if (Date.now() > until) throw tooLong(name)
        await delay(lookAgainMs)
      }
      try {
        return await work()
      } finally {
        // Without a connection there is no lock that could be left behind
        if (connection !== undefined) await ask('pg_advisory_unlock', name).catch(() => false)
      }
    } finally {
      holders -= 1
      const last = holders === 0 ? connection : undefined
      if (last !== undefined) {
        forget(last)
        ;(await last).release(false)
      }
    }
  }

  return async (name, work) => {
    const until = Date.now() + waitMs
    const before = queues.get(name)
    const turn = (async () => {
      if (before !== undefined) await Promise.race([before, delay(waitMs, undefined, { ref: false })])
      if (Date.now() >= until) throw tooLong(name)
      return await locked(name, until, work)
    })()
    // The next one waits for both, and does not answer for either
    const done = Promise.allSettled([before, turn])
    queues.set(name, done)
    void done.then(() => queues.get(name) === done && queues.delete(name))
    return await turn
  }
}

type Connection = { readonly client: PoolClient; readonly release: (isBroken: boolean) => void }

/** A connection that tells when it breaks while nothing is asked of it; without a listener the process would end. */
async function open(pool: Database['pool'], onBroken: () => void): Promise<Connection> {
  const client = await pool.connect()
  let isOurs = true
  const release = (isBroken: boolean) => {
    if (!isOurs) return
    isOurs = false
    // A broken one may tell it twice: of its end, and that nobody expected it
    if (!isBroken) client.off('error', broken)
    client.release(isBroken)
  }
  const broken = () => {
    onBroken()
    release(true)
  }
  client.on('error', broken)
  return { client, release }
}

function tooLong(name: string): Error {
  return new Error(`The turn of ${name} did not come within ${waitMs} ms`)
}
