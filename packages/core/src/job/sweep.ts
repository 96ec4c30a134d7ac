import type { Jobs, QueueName } from './jobs.ts'

const everyMs = 15_000
const roundsPerHour = 3_600_000 / everyMs
const atOnce = 200

/** Rows of one queue that are due and that nobody moves. */
export type Due = { readonly queue: QueueName; readonly find: (limit: number) => Promise<readonly string[]> }

/**
 * Adds a job for each open row past its time, every 15 s. This is the whole recovery: a lost queue, a lost
 * job and a dead worker look the same from here.
 */
export function startSweeper(
  jobs: Jobs,
  {
    sources,
    chores,
    report,
  }: {
    readonly sources: readonly Due[]
    /** Done at the start and then each hour. */
    readonly chores: readonly (() => Promise<void>)[]
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
  let rounds = 0
  const run = () => {
    if (running !== undefined) return
    const isChoreTime = rounds++ % roundsPerHour === 0
    const work = isChoreTime ? chores.map(async (chore) => await chore().catch(report)) : []
    running = Promise.all([sweep(), ...work]).finally(() => {
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
