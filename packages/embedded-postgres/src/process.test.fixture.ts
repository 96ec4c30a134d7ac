// What several test files need: folders, other processes, questions to a database.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'
import pg from 'pg'
import { makeOpenFolder } from './place.ts'

/** A temporary folder that the server's user can enter, gone after the test. */
export async function testFolder(t: ExecutionContext): Promise<string> {
  const folder = await makeOpenFolder(join(tmpdir(), 'parlor-cluster-test-'))
  t.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Another process that runs one command of `cluster.test.fixture.ts`; `line` gives its next line, parsed. */
export type Other = { readonly child: ChildProcess; readonly line: () => Promise<unknown> }

export function startOther(
  t: ExecutionContext,
  args: readonly string[],
  options: { readonly uid?: number; readonly env?: Record<string, string> } = {},
): Other {
  const program = fileURLToPath(new URL('cluster.test.fixture.js', import.meta.url))
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid, cwd: '/' }),
  })
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    child,
    async line() {
      const next = await lines.next()
      if (next.done) throw new Error(`the other process ended: ${complaint}`)
      return JSON.parse(next.value)
    },
  }
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}
