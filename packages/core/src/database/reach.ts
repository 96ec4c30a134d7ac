import pg from 'pg'
import { PlatformError } from '../platform-error.ts'

const timeoutMs = 5000
const oldest = 14

/**
 * Makes sure that a PostgreSQL answers at this address and is one that we can use. Throws `unavailable` with
 * host, port, database and reason, never the password; waits 5 s at most.
 */
export async function reachDatabase(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  })
  // One that breaks later is told by the query that waits for it.
  client.on('error', () => {})
  const { host, port, database } = client
  const place = `PostgreSQL at ${host}:${port}, database ${database ?? ''}`
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
    const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000)
    if (major < oldest) throw new Error(`it is version ${major}, and ${oldest} or newer is needed`)
  } catch (error) {
    throw new PlatformError('unavailable', `${place} cannot be used: ${reasonOf(error)}`)
  } finally {
    // What never connected has nothing to end, and would wait for ever.
    client.end().catch(() => {})
  }
}

function reasonOf(error: unknown): string {
  // Several addresses were tried, such as ::1 and 127.0.0.1: each has its own error.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
