import { execFile } from 'node:child_process'
import process from 'node:process'

/** The system user that PostgreSQL runs as when we are root, which it refuses to be. */
export type ServerUser = { readonly name: string; readonly uid: number; readonly gid: number }

/** How a program ended: 0, its exit code, or why it could not run; with all that it printed. */
export type Outcome = { readonly code: number | string; readonly output: string }

export type RunOptions = {
  /** Undefined: as the user that we are. */
  readonly user: ServerUser | undefined
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number
}

/** Runs a program to its end. Rejects only when `signal` aborts. */
export async function run(file: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  const outcome = await new Promise<Outcome>((resolve) => {
    execFile(
      file,
      args,
      {
        ...processOptions(options.user),
        encoding: 'utf8',
        timeout: options.timeoutMs ?? 120_000,
        ...(options.signal && { signal: options.signal }),
      },
      (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`.trim()
        const code = error ? (error.code ?? error.signal ?? 'failed') : 0
        resolve({ code, output: output === '' && error ? error.message : output })
      },
    )
  })
  options.signal?.throwIfAborted()
  return outcome
}

/**
 * What every program of PostgreSQL is started with: its user, a folder that this user can enter, and a
 * bare environment. PG* and LC_* of ours would change what it does, and our secrets are none of its business.
 */
export function processOptions(user: ServerUser | undefined): {
  cwd: string
  env: Record<string, string>
  uid?: number
  gid?: number
} {
  const kept = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR']
  const env: Record<string, string> = { LC_ALL: 'C', TZ: 'UTC' }
  for (const name of kept) {
    const value = process.env[name]
    if (value !== undefined) env[name] = value
  }
  return {
    cwd: process.platform === 'win32' ? process.cwd() : '/',
    env,
    ...(user && { uid: user.uid, gid: user.gid }),
  }
}
