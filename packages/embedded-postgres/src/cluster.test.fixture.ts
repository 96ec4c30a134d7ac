// A program that the tests start as another process, often as another user, and often kill.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import pg from 'pg'
import { findBinary } from './binary.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { serverUser } from './server-user.ts'
import { startPostgres } from './start-postgres.ts'
import { startTestPostgres } from './test-postgres.ts'

const say = (value: unknown): boolean => process.stdout.write(`${JSON.stringify(value)}\n`)

async function sayWhere(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') folder`)
  await client.end()
  say({ url, folder: rows[0]?.folder })
}

const commands: Record<string, (argument: string) => Promise<void>> = {
  /** Starts the cluster and commits one row after the other, saying each, until it is killed. */
  async write(folder) {
    const { url } = await startPostgres({ folder })
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query('create table if not exists line (number int primary key)')
    for (let number = 1; ; number += 1) {
      await client.query('insert into line values ($1)', [number])
      say(number)
    }
  },

  /** Starts the cluster and leaves without stopping it. */
  async leave(folder) {
    const { dataFolder } = await startPostgres({ folder })
    say(dataFolder)
    process.exit(0)
  },

  /** Starts and stops in a folder of its own, and says what it saw. */
  async once() {
    const folder = await mkdtemp(join(tmpdir(), 'parlor-once-'))
    const { url, stop } = await startPostgres({ folder })
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query('select 1 + 1 as two')
    await client.end()
    await stop()
    await rm(folder, { recursive: true })
    say({ uid: process.getuid?.(), ...rows[0] })
  },

  /** Finds the binary of a package folder. */
  async find(native) {
    const options = { user: await serverUser(), major: undefined, sources: { native, folders: [] } }
    say(await findBinary({ ...options, say: () => undefined }))
  },

  /** Says what keeps it from starting. */
  async refuse(folder) {
    const error = await startPostgres({ folder }).catch((error: unknown) => error)
    if (error instanceof EmbeddedPostgresError) say({ code: error.code, message: error.message })
  },

  /** Starts a server for tests and dies of an exception. */
  async throw() {
    await sayWhere((await startTestPostgres()).url)
    throw new Error('as planned')
  },

  /** Starts a server for tests and waits to be killed. */
  async wait() {
    await sayWhere((await startTestPostgres()).url)
    setInterval(() => undefined, 1000)
  },
}

await commands[process.argv[2] ?? '']?.(process.argv[3] ?? '')
