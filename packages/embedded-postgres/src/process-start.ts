import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import process from 'node:process'

/** Stands for a start time that the system does not tell: such a process counts as the one we look for. */
const unknownStart = 'unknown'

/**
 * When a process started, as a text that only serves to be compared; undefined when it is not running.
 *
 * Process ids are reused, soon in a container and after a reboot: only the id together with the start
 * names one process. A zombie has ended, whether or not its parent has asked.
 */
export function processStart(pid: number): string | undefined {
  if (!exists(pid)) return undefined
  if (process.platform === 'linux') return linuxStart(pid)
  if (process.platform === 'win32') return unknownStart
  return psStart(pid)
}

/** Whether the process that had this id and this start is still running. */
export function isSameProcess(pid: number, start: string): boolean {
  const current = processStart(pid)
  if (current === undefined) return false
  return current === start || current === unknownStart || start === unknownStart
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there, and belongs to another user.
    return codeOf(error) === 'EPERM'
  }
}

function linuxStart(pid: number): string | undefined {
  const stat = readProc(`/proc/${pid}/stat`)
  // With `hidepid` the processes of others exist and cannot be read.
  if (stat === undefined) return exists(pid) ? unknownStart : undefined
  // The name in parentheses may hold anything, so the fields are counted from the last one on; the state
  // is field 3 and the start, in clock ticks since boot, is field 22 (man 5 proc).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined
  const boot = readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? ''
  return `${boot} ${fields[19] ?? ''}`
}

function psStart(pid: number): string | undefined {
  const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' }
  const ps = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env,
    timeout: 5000,
  })
  if (ps.error) return unknownStart
  const [state = '', ...start] = ps.stdout.trim().split(/\s+/)
  return state === '' || state.startsWith('Z') ? undefined : start.join(' ')
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    // ESRCH: it ended between open and read.
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(codeOf(error) ?? '')) return undefined
    throw error
  }
}

/** The system's code of a failed call, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
