import type { DestinationStream } from 'pino'

const fullLength = 4096
const waitMs = 100

/**
 * Standard error for log lines, several at a time: written one by one they cost a tenth of the web process. What
 * waits is written at an exit too.
 *
 * Not pino's own destination: at an exit that one tries for ever to write to a reader that is gone, and the process
 * stays.
 */
export function logDestination(): DestinationStream {
  let lines = ''
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (lines === '') return
    process.stderr.write(lines)
    lines = ''
  }
  // Nobody reads the log any more: no reason to stop what it tells of.
  process.stderr.on('error', () => {})
  process.on('exit', flush)
  return {
    write(line) {
      lines += line
      if (lines.length >= fullLength) flush()
      else timer ??= setTimeout(flush, waitMs).unref()
    },
  }
}
