import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { isOutage } from '../database/outage.ts'

/** Three workers listen on a connection each; the others are for what queues and workers ask. */
const connections = 12
const outageMs = 500

/**
 * The connections of all queues and workers.
 *
 * A pool of ours rather than BullMQ's: there an error on a client that just connected has no listener and ends
 * the process, and after an answer such as "the database is starting up" a worker asks again at once, in a
 * circle. Here an outage takes half a second at least.
 */
export function openJobPool(databaseUrl: string, onError: (error: unknown) => void) {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: connections,
    options: '-c search_path=bullmq',
    connectionTimeoutMillis: 5000,
    query_timeout: 20_000,
    keepAlive: true,
  })
  // Each queue and worker adds a listener of its own.
  pool.setMaxListeners(0)
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  // Not the pool itself with these two replaced: its own `query` asks its own `connect`.
  return {
    options: pool.options,
    query: async (text: string, values?: readonly unknown[]) =>
      await unhurried(pool.query(text, values === undefined ? undefined : [...values])),
    connect: async () => await unhurried(pool.connect()),
    on: (event: 'error', listener: (error: Error) => void) => pool.on(event, listener),
    removeAllListeners: (event?: 'error') => pool.removeAllListeners(event),
    end: async () => await pool.end(),
  }
}

async function unhurried<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (isOutage(error)) await delay(outageMs)
    throw error
  }
}
