import { runMigrations } from 'bullmq'
import pg from 'pg'

/** Brings BullMQ's own schema up to date; needed once before any queue on PostgreSQL is opened. */
export async function migrateJobs(databaseUrl: string, onError: (error: unknown) => void): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5000 })
  // Without a listener a connection that breaks in between would end the process.
  client.on('error', onError)
  await client.connect()
  try {
    await runMigrations(client)
  } finally {
    await client.end()
  }
}
