import { runMigrations } from 'bullmq'
import pg from 'pg'

/** Brings BullMQ's own schema up to date; needed once before any queue on PostgreSQL is opened. */
export async function migrateJobs(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await runMigrations(client)
  } finally {
    await client.end()
  }
}
