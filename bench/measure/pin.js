import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** What is measured has core 0 to itself; all that serves the measuring shares core 1. */
export const cores = { measured: 0, beside: 1, all: `0-${availableParallelism() - 1}` }

/** Binds a process, its threads and what it starts from now on. Without a second core nothing is bound. */
export function pin(pid, core) {
  if (!canPin()) return
  execFileSync('taskset', ['-a', '-cp', String(core), String(pid)], { stdio: 'ignore' })
}

let known

export function canPin() {
  known ??= availableParallelism() > 1 && hasTaskset()
  return known
}

function hasTaskset() {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
