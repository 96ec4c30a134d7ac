import sharp from 'sharp'
import type { Jobs } from '../job/jobs.ts'
import { billingProvider } from './billing-provider-for-test.ts'
import { noteWebhook } from './note-webhook.ts'
import { openPhotoWorker } from './photo-worker-for-test.ts'

/** The photo machine alone, between two providers that write down what they bill. */
export async function openMachine(databaseUrl: string, jobs?: Jobs) {
  const background = { r: 90, g: 120, b: 150 }
  const png = sharp({ create: { width: 64, height: 80, channels: 3, background } }).png()
  const picture = new Uint8Array(await png.toBuffer())
  const made: ReturnType<typeof billingProvider>[] = []
  const worker = await openPhotoWorker(databaseUrl, {
    jobs,
    providers(effect) {
      made.push(billingProvider('first', { picture, effect }), billingProvider('second', { picture, effect }))
      return made
    },
  })
  const providers = made as [(typeof made)[number], (typeof made)[number]] // the two of above

  return {
    ...worker,
    providers,
    /** The provider tells of each of its jobs, the old ones too, as often as is said and all at once. */
    async callBack(times: number) {
      const tell = async () =>
        await Promise.all(
          providers.flatMap(({ name, jobs: begun, stateOf }) =>
            begun.map(async (job) => {
              job.isOver = true
              const ref = job.address.slice(job.address.lastIndexOf('/') + 1)
              return await noteWebhook(worker.context, name, { ref, state: stateOf(job) })
            }),
          ),
        )
      return (await Promise.all(Array.from({ length: times }, tell))).flat()
    },
  }
}

export type Machine = Awaited<ReturnType<typeof openMachine>>
