import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPlatform, PlatformError } from '@parlor/core'
import { openPhotoWorker, type Effect, type Life, type PhotoWorker } from '@parlor/core/test/photo-worker'
import { memoryRecords, type Host, type ImageProvider, type Plugin } from '@parlor/plugin-kit'
import { replicate } from '@parlor/plugin-replicate'
import {
  replicateStandIn,
  type Delivery,
  type Outcome,
  type ReplicateStandIn,
} from '@parlor/plugin-replicate/stand-in'
import { sandbox } from '@parlor/plugin-sandbox'
import type { ExecutionContext } from 'ava'
import sharp from 'sharp'

const secret = 'a secret of at least thirty-two characters'
const publicUrl = 'https://parlor.example.com'
const create = { width: 64, height: 80, channels: 3, background: { r: 90, g: 120, b: 150 } } as const

/** What becomes of the fetching of a picture. */
export type Fetch = 'picture' | 'away' | 'not-there' | 'page'

export type ReplicateWorker = PhotoWorker & {
  readonly standIn: ReplicateStandIn
  /** What becomes of the next pictures that are fetched; after them all come. */
  readonly fetches: Fetch[]
  /** Looks at a photo as a process that was just started: it knows of no start, and may die. */
  readonly takeAnew: (photo: string, life?: Life) => ReturnType<PhotoWorker['takeOnce']>
  /** All predictions that go on come to an end, told or not. */
  readonly endPredictions: (delivery: Delivery, outcomes?: Outcome[]) => Promise<void>
  /** Nothing has ever been at Replicate, and nobody remembers anything of it. */
  readonly beginAnew: () => Promise<void>
}

/**
 * Replicate's stand-in, a web process to which its webhooks come, and a worker with the plugin that dies on
 * demand.
 */
export async function replicateWorker(
  t: ExecutionContext,
  { databaseUrl, redisUrl }: { readonly databaseUrl: string; readonly redisUrl?: string | undefined },
): Promise<ReplicateWorker> {
  const [folder, standIn, picture] = await Promise.all([
    mkdtemp(join(tmpdir(), 'parlor-replicate-')),
    replicateStandIn(),
    sharp({ create }).png().toBuffer(),
  ])
  const plugin = () => replicate({ token: standIn.token, baseUrl: standIn.url, price: { perImage: 0.04 } })
  const web = createPlatform({
    settings: {
      databaseUrl,
      redisUrl,
      publicUrl,
      secret,
      dataFolder: folder,
      tiers: {
        text: 'tiers: [{ id: a, name: A, price: { amount: "1.00", currency: USD, interval: month }, features: { chat: true } }]',
        fileName: 'tiers.yaml',
      },
      termsVersion: '1',
    },
    plugins: [plugin(), sandbox({ slots: ['chatModel', 'billing', 'moderator'], folder, secret, publicUrl })],
    log: { info() {}, warn() {}, error() {} },
    report() {},
  })
  await web.migrate()
  const { url } = await web.web.listen(0)
  standIn.sendWebhooksTo(url)

  /** Processes that have the plugin, one for all looks that are no process's own. */
  const born: [Process, ...Process[]] = [await startPlugin(plugin())]
  const own = new AsyncLocalStorage<ImageProvider>()
  const fetches: Fetch[] = []
  const worker = await openPhotoWorker(databaseUrl, {
    publicUrl,
    providers: (effect) => [
      { name: 'replicate', imageProvider: mortal(() => own.getStore() ?? born[0].imageProvider, effect) },
    ],
    download: async () => {
      const fetched = fetches.shift() ?? 'picture'
      if (fetched === 'away') throw new PlatformError('unavailable', 'The host of pictures is away')
      if (fetched === 'not-there') throw new PlatformError('not-found', 'There is no such picture')
      return fetched === 'page' ? Buffer.from('<html>') : picture
    },
  })
  t.teardown(async () => {
    await worker.close()
    for (const process of born) await process.end()
    await web.close()
    await standIn.close()
    await rm(folder, { recursive: true, force: true })
  })

  return {
    ...worker,
    standIn,
    fetches,
    async takeAnew(photo, life) {
      const process = await startPlugin(plugin())
      // It may go on when it was thought dead: all are ended together.
      born.push(process)
      return await own.run(process.imageProvider, async () =>
        life === undefined ? await worker.takeOnce(photo) : await worker.dieTaking(photo, life),
      )
    },
    async endPredictions(delivery, outcomes = []) {
      for (const { id } of standIn.predictions.filter(({ completed_at: at }) => at === undefined))
        await standIn.end(id, outcomes.shift(), delivery)
    },
    async beginAnew() {
      standIn.forget()
      fetches.length = 0
      for (const process of born.splice(0)) await process.end()
      born.push(await startPlugin(plugin()))
    },
  }
}

type Process = { readonly imageProvider: ImageProvider; readonly end: () => Promise<void> }

/** As core does it in each process. */
async function startPlugin(plugin: Plugin): Promise<Process> {
  const closing = new AbortController()
  const undo: (() => unknown)[] = []
  const host: Host = {
    log: { info() {}, warn() {}, error() {} },
    records: memoryRecords(),
    signal: closing.signal,
    onClose: (close) => void undo.push(close),
    http: () => {
      throw new Error('The plugin asks Replicate itself')
    },
  }
  const { imageProvider } = await plugin.setup(host)
  if (imageProvider === undefined) throw new Error('The plugin gave no image provider')
  return {
    imageProvider,
    async end() {
      closing.abort()
      for (const close of undo) await close()
    },
  }
}

/** The provider of the process that looks now; each call is a moment to die at. */
function mortal(now: () => ImageProvider, effect: Effect): ImageProvider {
  const { limits, model } = now()
  return {
    limits,
    ...(model === undefined ? {} : { model }),
    start: async (...call) => await effect('start', async () => await now().start(...call)),
    poll: async (...call) =>
      await effect('poll', async () => {
        const state = await now().poll?.(...call)
        if (state === undefined) throw new Error('Replicate can be polled')
        return state
      }),
    find: async (...call) => await effect('find', async () => await now().find?.(...call)),
    cancel: async (...call) => await effect('cancel', async () => await now().cancel?.(...call)),
    webhook: { verify: () => 'refused', read: () => undefined }, // they come to the web process
  }
}
