import type { ImageProvider, ImageState, Json, Money } from '@parlor/plugin-kit'
import type { Effect } from './photo-worker-for-test.ts'

/** What a start comes to. `lost` means that its answer never came, though it was taken and billed. */
export type Start =
  | 'accepted' | 'done' | 'lost' | 'reset' | 'transient' | 'throttled' | 'safety' | 'quota' // prettier-ignore
/** What becomes of a job that was taken, all of them billed. */
export type Fate = 'picture' | 'failed' | 'flagged' | 'gone'

export type Job = {
  readonly handle: Json
  readonly key: string
  readonly address: string
  readonly fate: Fate
  isOver: boolean
}

const price: Money = { micros: 40_000, currency: 'USD' }

/**
 * A provider that writes down what it bills, and fails as it is told. Nothing about it is idempotent: what is asked
 * for twice is paid twice.
 */
export function billingProvider(
  name: string,
  { picture, effect }: {
    readonly picture: Uint8Array
    /** Each call goes through it, so that a worker can die before or after. */
    readonly effect: Effect
  }, // prettier-ignore
) {
  /** What the next starts, jobs and looks come to; then all goes well. */
  const plan: { starts: Start[]; fates: Fate[]; deafLooks: number } = { starts: [], fates: [], deafLooks: 0 }
  const charges: string[] = []
  const jobs: Job[] = []

  const take = (key: string, address: string): Job => {
    charges.push(key)
    const job = {
      handle: { job: `${name}-${jobs.length}` },
      key,
      address,
      fate: plan.fates.shift() ?? 'picture',
      isOver: false,
    }
    jobs.push(job)
    return job
  }
  const stateOf = (job: Job): ImageState => {
    const { handle, fate } = job
    if (!job.isOver) return { status: 'running', handle, pollAfterMs: 10 }
    if (fate === 'failed')
      return { status: 'failed', handle, code: 'transient', message: 'out of memory', cost: price }
    if (fate === 'gone') return { status: 'failed', handle, code: 'expired', message: 'removed', cost: price }
    const images = [{ mime: 'image/png', bytes: picture }]
    return { status: 'done', handle, images, ...(fate === 'flagged' ? { flagged: ['sensitive'] } : {}) }
  }
  const failed = (code: 'transient' | 'throttled' | 'safety' | 'quota'): ImageState => ({
    status: 'failed',
    code,
    message: `told to: ${code}`,
    ...(code === 'throttled' ? { retryAfterMs: 100 } : {}),
  })
  const look = async <T>(name: string, answer: () => T): Promise<T> =>
    await effect(name, async () => {
      if (plan.deafLooks > 0) {
        plan.deafLooks--
        throw new Error('502')
      }
      return answer()
    })

  const imageProvider: ImageProvider = {
    limits: { references: 0, startMs: 60_000, totalMs: 60_000, hosts: [], price },
    model: { name: `${name}-model` },
    start: async ({ webhookUrl = '' }, { key }) =>
      await effect('start', async () => {
        const start = plan.starts.shift() ?? 'accepted'
        if (start === 'reset') throw new Error('reset before it was read')
        if (start !== 'accepted' && start !== 'done' && start !== 'lost') return failed(start)
        const job = take(key, webhookUrl)
        if (start === 'lost') throw new Error('502')
        if (start === 'done') job.isOver = true
        return stateOf(job)
      }),
    poll: async (handle) =>
      await look('poll', () => {
        const job = jobs.find((entry) => JSON.stringify(entry.handle) === JSON.stringify(handle))
        if (job === undefined) throw new Error('no such job')
        const state = stateOf(job)
        // What it says first is that it works on it.
        job.isOver = true
        return state
      }),
    find: async ({ webhookUrl }) =>
      await look('find', () => {
        const job = jobs.find((entry) => entry.address === webhookUrl)
        return job === undefined ? undefined : stateOf(job)
      }),
    cancel: async () => await effect('cancel', async () => undefined),
    webhook: { verify: () => 'refused', read: () => undefined },
  }
  return { name, imageProvider, plan, charges, jobs, stateOf }
}
