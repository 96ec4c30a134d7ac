import type { Jobs, QueueName } from './jobs.ts'

const everyMs = 15_000
const atOnce = 200

/** Rows of one queue that are due and that nobody moves. */
export type Due = { readonly queue: QueueName; readonly find: (limit: number) => Promise<readonly string[]> }

/**
 * Adds a job for each open row past its time, every 15 s. This is the whole recovery: a lost queue, a lost
 * job and a dead worker look the same from here.
 */
export function startSweeper(jobs: Jobs, sources: readonly Due[], report: (error: unknown) => void) {
  const sweep = async () => {
    for (const source of sources) {
      for (const id of await source.find(atOnce)) await jobs.add(source.queue, id)
    }
  }
  let running: Promise<void> | undefined
  const run = () => {
    running ??= sweep()
      .catch(report)
      .finally(() => {
        running = undefined
      })
  }
  run()
  const timer = setInterval(run, everyMs)
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
