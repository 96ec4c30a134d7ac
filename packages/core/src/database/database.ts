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

/** `max` bounds each of the two pools. `onError` hears of idle connections that broke; they are replaced. */
export function openDatabase(
  url: string,
  options: { readonly max?: number; readonly onError?: (error: Error) => void } = {},
): Database {
  const max = options.max ?? 10
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: 5000,
    statement_timeout: 15_000,
  })
  // Without a listener a crash of PostgreSQL would kill this process.
  pool.on('error', options.onError ?? (() => undefined))
  const knex = knexFactory({
    client: 'pg',
    connection: { connectionString: url, statement_timeout: 15_000 },
    pool: { min: 0, max },
    acquireConnectionTimeout: 5000,
  })
  return {
    knex,
    pool,
    async close() {
      await Promise.all([knex.destroy(), pool.end()])
    },
  }
}
