import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { access, constants, rm, statfs } from 'node:fs/promises'
import { Socket } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { copyDatabase, databaseUrl, ensureDatabase } from './connection.ts'
import { makeOpenFolder } from './place.ts'
import { canEnter, serverUser, temporaryFolder } from './server-user.ts'
import { testSettings } from './settings.ts'
import { launch } from './start-postgres.ts'

/** A PostgreSQL for the tests of one process. */
export type TestPostgres = {
  /** An empty database. */
  readonly url: string
  /** Makes another empty database and returns its address; for tests that must not see each other. */
  readonly createDatabase: () => Promise<string>
  /** Makes a copy of a database, which nobody may be connected to, and returns its address. */
  readonly copyDatabase: (url: string) => Promise<string>
  /** Stops the server and deletes its data. May be called again. */
  readonly stop: () => Promise<void>
}

/**
 * Starts a real PostgreSQL in a fresh temporary folder, in one to two seconds; once per test file is cheap.
 *
 * It keeps nothing safe on disk. However the test process ends, by exception, `process.exit` or a kill,
 * the server ends and its folder goes.
 */
export async function startTestPostgres(): Promise<TestPostgres> {
  const base = await testBase()
  const folder = await makeOpenFolder(join(base, 'parlor-test-postgres-'))
  const guard = process.platform === 'win32' ? undefined : guardFolder(folder)
  const remove = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    guard?.kill('SIGKILL')
  }
  try {
    const { url, access, stop } = await launch({ folder, database: 'test' }, { settings: testSettings })

    let stopped: Promise<void> | undefined
    const newName = () => `test_${randomUUID().replaceAll('-', '')}`
    return {
      url,
      async createDatabase() {
        const name = newName()
        await ensureDatabase(access, name)
        return databaseUrl(access, name)
      },
      async copyDatabase(original) {
        const name = newName()
        await copyDatabase(access, new URL(original).pathname.slice(1), name)
        return databaseUrl(access, name)
      },
      stop() {
        stopped ??= stop().then(remove)
        return stopped
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}

/** In memory where there is plenty (a start then takes half the time); a container often has 64 MB there. */
async function testBase(): Promise<string> {
  const user = await serverUser()
  const memory = '/dev/shm'
  const isWritable = await access(memory, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (isWritable && (await canEnter(memory, user))) {
    const { bavail, bsize } = await statfs(memory)
    if (bavail * bsize > 2_000_000_000) return memory
  }
  return temporaryFolder(user)
}

/**
 * A shell that waits for the end of its input, which comes with the end of this process, whatever ended it;
 * an `exit` listener would not hear of signals. Then it stops the server at once and deletes the folder.
 */
function guardFolder(folder: string): ChildProcess {
  const script = `
    while read -r _; do :; done
    read -r pid < "$0/cluster/data/postmaster.pid" && kill -QUIT "$pid"
    i=0; while [ -n "$pid" ] && kill -0 "$pid" && [ $i -lt 50 ]; do sleep 0.1; i=$((i+1)); done
    rm -rf "$0" || { sleep 1; rm -rf "$0"; }`
  const guard = spawn('/bin/sh', ['-c', script, folder], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.unref()
  if (guard.stdin instanceof Socket) guard.stdin.unref()
  return guard
}
