import { readFile, readlink, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { codeOf, processStart } from './process-start.ts'
import { run } from './run.ts'

/**
 * Stops the server that a killed app has left running on this data. We hold the folder, so nobody alive
 * has a use for it. Within 5 s it ends in order, else by crash and recovery, which loses nothing either.
 */
export async function stopOrphan(
  data: string,
  options: { readonly say: (line: string) => void; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const pid = await postmasterPid(data)
  if (pid === undefined || processStart(pid) === undefined) return
  if (!(await serves(pid, data))) {
    // The number belongs to something else by now; PostgreSQL would take that for a server and give up.
    await rm(join(data, 'postmaster.pid'), { force: true })
    return
  }

  options.say(`stopping the database server that an earlier run has left (process ${pid})`)
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    for (let tries = 0; tries < 100; tries += 1) {
      // Now and then again: a server that is just starting may not have heard it.
      if (tries % 20 === 0) signalProcess(pid, signal)
      if (processStart(pid) === undefined) return
      await delay(50, undefined, options.signal && { signal: options.signal })
    }
  }
  throw new EmbeddedPostgresError('start-failed', `an older database server (process ${pid}) does not stop`, {
    hint: `Stop process ${pid} by hand.`,
  })
}

/** Sends a signal to a process that may just have ended. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

async function postmasterPid(data: string): Promise<number | undefined> {
  try {
    const pid = Number.parseInt(await readFile(join(data, 'postmaster.pid'), 'utf8'), 10)
    return pid > 0 ? pid : undefined
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** A server works in its data folder, also after the folder was moved; its command names it as it was. */
async function serves(pid: number, data: string): Promise<boolean> {
  if (process.platform === 'win32') return true
  if (process.platform !== 'linux') {
    return (await run('ps', ['-o', 'command=', '-p', String(pid)], { user: undefined })).output.includes(data)
  }
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(data))
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return false
    // In a container root may lack the right to look into processes of other users.
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes(data)
  }
}
