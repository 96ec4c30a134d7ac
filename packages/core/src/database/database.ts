import knexFactory, { type Knex } from 'knex'
import pg from 'pg'

/**
 * Two doors to one PostgreSQL: `knex` for entities, transactions and migrations, `pool` for the few hot
 * statements (prepared by name) and for better-auth. Nothing connects before the first query.
 */
export type Database = {
  readonly knex: Knex
  readonly pool: pg.Pool
  readonly close: () => Promise<void>
}

/**
 * The server gives a statement 15 s, and a transaction that does nothing 30 s, after which its locks are free.
 * The client waits 20 s: on a line that went dead without a word an answer never comes.
 */
const statementLimits = {
  statement_timeout: 15_000,
  idle_in_transaction_session_timeout: 30_000,
  query_timeout: 20_000,
}

/**
 * Each hot statement has its index. Of a table that was small when its statistics were taken PostgreSQL thinks that it is
 * read faster whole, and goes on so for minutes, while thousands of rows come. Older versions take what is off for so
 * costly that they compile it: `jit` is off with it.
 */
const byIndex = '-c enable_seqscan=off -c jit=off'

/**
 * `max` bounds each of the two pools. `onError` hears of idle connections that broke; they are replaced. With
 * `isPatient`, for commands that look through whole tables, a statement may take as long as it wants, and wait a minute
 * for its connection.
 */
export function openDatabase(
  url: string,
  options: {
    readonly max?: number
    readonly onError?: (error: Error) => void
    readonly isPatient?: boolean
  } = {},
): Database {
  const max = options.max ?? 10
  const isPatient = options.isPatient === true
  const limits = isPatient ? {} : statementLimits
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    ...(isPatient ? {} : { options: byIndex }),
    ...limits,
  })
  // Without a listener a crash of PostgreSQL would kill this process.
  pool.on('error', options.onError ?? (() => undefined))
  const knex = knexFactory({
    client: 'pg',
    connection: { connectionString: url, keepAlive: true, ...limits },
    pool: { min: 0, max },
    acquireConnectionTimeout: options.isPatient === true ? 60_000 : 5000,
  })
  return {
    knex,
    pool,
    async close() {
      await Promise.all([knex.destroy(), pool.end()])
    },
  }
}
