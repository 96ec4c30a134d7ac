import pg from 'pg'
import { role } from './cluster.ts'

/** How to reach a server on this machine. */
export type Access = { readonly port: number; readonly password: string }

/** The address of one of its databases, as `pg`, Knex and BullMQ take it. */
export function databaseUrl(access: Access, database: string): string {
  const password = encodeURIComponent(access.password)
  return `postgres://${role}:${password}@127.0.0.1:${access.port}/${encodeURIComponent(database)}`
}

/** Opens one connection, passes it to `use`, and closes it whatever happens. */
export async function withClient<T>(
  access: Access,
  use: (client: pg.Client) => Promise<T>,
  database = 'postgres',
): Promise<T> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: access.port,
    user: role,
    password: access.password,
    database,
    // PGSSLMODE of the environment is meant for other servers.
    ssl: false,
    connectionTimeoutMillis: 5000,
  })
  // A lost connection fails the running query; without a listener it would end the process besides.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

/** Creates a database where it is missing. */
export async function ensureDatabase(access: Access, name: string): Promise<void> {
  await withClient(access, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`)
  })
}

/** Makes a database with all that another one holds; nobody may be connected to that one. */
export async function copyDatabase(access: Access, original: string, name: string): Promise<void> {
  await withClient(access, async (client) => {
    const [from, to] = [original, name].map((each) => pg.escapeIdentifier(each))
    // As files: with fsync off far quicker than through the log, which is the default.
    await client.query(`create database ${to} template ${from} strategy file_copy`)
  })
}
