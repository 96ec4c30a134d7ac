import type { Jobs, QueueName } from './jobs.ts'

/** How often the sweeper comes by. */
export const sweepSeconds = 15
const choresEveryMs = 3_600_000
const atOnce = 200

/** Rows of one queue that are due and that nobody moves. */
export type Due = { readonly queue: QueueName; readonly find: (limit: number) => Promise<readonly string[]> }

/**
 * Adds a job for each open row past its time, again and again. This is the whole recovery: a lost queue, a lost
 * job and a dead worker look the same from here.
 */
export function startSweeper(
  jobs: Jobs,
  {
    sources,
    chores,
    everySeconds,
    report,
  }: {
    readonly sources: readonly Due[]
    /** Done at the start and then each hour. */
    readonly chores: readonly (() => Promise<void>)[]
    readonly everySeconds: number
    readonly report: (error: unknown) => void
  },
) {
  const sweepOne = async ({ queue, find }: Due) => {
    for (const id of await find(atOnce)) await jobs.add(queue, id)
  }
  // A source that fails takes no other along.
  const sweep = async () =>
    await Promise.all(sources.map(async (source) => await sweepOne(source).catch(report)))
  let running: Promise<unknown> | undefined
  let choresAt = 0
  const run = () => {
    if (running !== undefined) return
    const isChoreTime = Date.now() >= choresAt
    if (isChoreTime) choresAt = Date.now() + choresEveryMs
    const work = isChoreTime ? chores.map(async (chore) => await chore().catch(report)) : []
    running = Promise.all([sweep(), ...work]).finally(() => {
      running = undefined
    })
  }
  run()
  const timer = setInterval(run, everySeconds * 1000)
  return {
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
