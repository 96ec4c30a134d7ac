import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import type { Host, Plugin } from '@parlor/plugin-kit'
import { appendAudit } from './audit/append.ts'
import { keepAudit } from './audit/keep-audit.ts'
import { createAccounts } from './account/accounts.ts'
import { createClaims } from './database/claims.ts'
import { openDatabase } from './database/database.ts'
import { migrate } from './database/migrate.ts'
import type { ConversationContext } from './conversation/conversation-context.ts'
import { parsePrompt } from './conversation/prompt-template.ts'
import { runTurns } from './conversation/run-turns.ts'
import { applyNews } from './entitlement/apply-news.ts'
import { applySubscription } from './entitlement/apply-subscription.ts'
import type { BillingGround } from './entitlement/billing-ground.ts'
import { reconcileBilling } from './entitlement/reconcile.ts'
import { dueRenewals, postponeRenewal, slotNamed } from './entitlement/subscriptions.ts'
import { watchTiers } from './entitlement/tiers-in-force.ts'
import { memoryBus } from './event/memory-bus.ts'
import { redisBus } from './event/redis-bus.ts'
import { createApp } from './http/create-app.ts'
import { listen, type Listening } from './http/listen.ts'
import { createOpenStreams } from './http/open-streams.ts'
import { allRoutes } from './http/routes/all-routes.ts'
import type { Services } from './http/services.ts'
import { applyInbound, dueInbound, tidyInbox } from './inbox/inbox.ts'
import { createJobs } from './job/jobs.ts'
import { migrateJobs } from './job/migrate-jobs.ts'
import { startSweeper } from './job/sweep.ts'
import { contentCredentials } from './photo/credentials.ts'
import { deadPhotoLine } from './photo/dead-photos.ts'
import { developmentCertificate } from './photo/development-certificate.ts'
import { renditions, type Marks } from './photo/encode.ts'
import type { Download } from './photo/guarded-download.ts'
import { createInspector } from './photo/inspector.ts'
import type { PhotoContext } from './photo/photo-context.ts'
import { duePhotos } from './photo/photos.ts'
import { sendPhoto } from './photo/send-photo.ts'
import { takePhoto } from './photo/take-photo.ts'
import { watermark } from './photo/watermark.ts'
import { PlatformError } from './platform-error.ts'
import { checkSettings, type PlatformSettings, type Settings } from './platform-settings.ts'
import { describeSlots, type SlotLine } from './plugin/describe.ts'
import { fillSlots } from './plugin/plugins.ts'
import { createModeration } from './safety/moderation.ts'
import { openStorage } from './storage/open-storage.ts'
import { toolFeatures, toolSpecs } from './tool/dispatch.ts'

export type Log = Host['log'] & { readonly info: (fields: object | string, message?: string) => void }

export type PlatformOptions = {
  readonly settings: PlatformSettings
  readonly plugins: readonly Plugin[]
  readonly log: Log
  /** Hears of every error that nobody expected; never of texts of users. */
  readonly report?: (error: unknown) => void
  /** How providers' pictures are fetched, for tests with servers of their own; by default from public addresses only. */
  readonly download?: Download
  /** A mark that nobody sees, for those who have one: it is put into each picture before it is encoded and signed. */
  readonly invisibleMark?: Marks['invisibleMark']
}

export interface Platform {
  /** Brings database and queue up to date. Harmless to run again. */
  migrate(): Promise<void>
  readonly web: { listen(port: number, host?: string): Promise<Listening> }
  /** Answers turns, takes photos and applies webhooks until closed. */
  work(): Promise<void>
  /** Which plugin fills which slot. */
  describe(): Promise<readonly SlotLine[]>
  /** Stops listening, waits up to `drainMs` for running turns, gives claims back and closes what it opened. */
  close(options?: { readonly drainMs?: number }): Promise<void>
}

/**
 * Wires a platform of its settings and plugins: the one place where all rooms meet.
 *
 * Throws `validation` at once for settings that are not right; nothing connects until it is asked to.
 */
export function createPlatform(options: PlatformOptions): Platform {
  const settings = checkSettings(options.settings)
  const template = parsePrompt(settings.prompt.text, settings.prompt.fileName)
  const { log } = options
  const report = (error: unknown) => {
    log.error(error)
    options.report?.(error)
  }
  const database = openDatabase(settings.databaseUrl, { onError: report })
  const jobs = createJobs({
    databaseUrl: settings.databaseUrl,
    redisUrl: settings.redisUrl,
    onError: report,
  })
  const bus =
    settings.redisUrl === undefined ? memoryBus() : redisBus({ url: settings.redisUrl, onError: report })
  const closing = new AbortController()
  // Each open stream listens for the end; more than ten of them are no leak.
  setMaxListeners(0, closing.signal)
  /** What takes work in, ended first and together; then what the work stands on, last opened first. */
  const entrances: ((drainMs: number) => Promise<unknown>)[] = []
  const undoes: (() => Promise<void> | void)[] = []

  const slots = once(async () => {
    const filled = await fillSlots(options.plugins, { log, database }, { send_photo: sendPhoto })
    undoes.push(async () => await filled.close())
    return filled
  })
  const services = once(async (): Promise<Services> => {
    const filled = await slots()
    // Drawn once now, so that a mark that cannot be drawn stops the start and not each photo.
    await watermark(renditions.image, settings.watermark)
    const storage = await openStorage(settings)
    await bus.open()
    const moderation = createModeration(filled.moderators, report)
    if (!moderation.stages.has('image')) {
      // Said aloud or not: with neither filter nor moderator nobody would look at all.
      const unfiltered = filled.imageProviders.find(({ imageProvider }) => imageProvider.limits.unfiltered)
      if (unfiltered !== undefined) {
        throw new PlatformError(
          'validation',
          `${unfiltered.name} paints with its filter switched off (unfiltered), and no moderator judges pictures. ` +
            'Add one, or leave the filter on.',
        )
      }
      if (settings.imageModeration !== 'off') {
        throw new PlatformError(
          'validation',
          'No moderator judges pictures. Add one, or set imageModeration to off.',
        )
      }
      log.warn('Pictures are not moderated: imageModeration is off')
    }
    for (const { name, imageProvider } of filled.imageProviders) {
      if (imageProvider.limits.references === 0)
        log.warn(`${name} takes no reference photo: its photos may not look like the same person`)
    }
    if (settings.disclosure === 'elsewhere')
      log.warn('No conversation says that it is with an AI: disclosure is elsewhere')
    const credentials = await credentialsOf(settings, log)
    const tiers = await watchTiers({
      database,
      file: settings.tiers,
      toolFeatures: toolFeatures(filled.tools),
      billings: filled.billings,
      log,
    })
    undoes.push(async () => await tiers.close())
    const claims = createClaims(database, 'photo', { seconds: settings.recovery.claimSeconds, report })
    undoes.push(() => claims.close())
    // Before what running photos use: plugins and claims.
    undoes.push(async () => await jobs.close())
    const photos: PhotoContext = {
      database,
      bus,
      jobs,
      storage,
      claims,
      moderation,
      strikes: settings.strikes,
      credentials,
      providers: filled.imageProviders,
      tiers,
      publicUrl: settings.publicUrl,
      download: options.download,
      marks: { watermark: settings.watermark, invisibleMark: options.invisibleMark },
      report,
    }
    const inspector = createInspector(photos.credentials, { report })
    undoes.push(async () => await inspector.close())
    return {
      name: settings.name,
      publicUrl: settings.publicUrl,
      termsVersion: settings.termsVersion,
      disclosure: settings.disclosure,
      sandbox: describeSlots(filled)
        .filter((line) => line.needed && line.slot !== 'moderator' && line.plugins[0] === 'sandbox')
        .map((line) => line.slot),
      database,
      bus,
      jobs,
      storage,
      accounts: createAccounts({
        database,
        secret: settings.secret,
        publicUrl: settings.publicUrl,
        onError: (message, cause) => report(new PlatformError('unavailable', message, { cause })),
      }),
      tiers,
      billing: {
        database,
        bus,
        billings: filled.billings,
        tiers,
        publicUrl: settings.publicUrl,
        log,
      },
      slots: filled,
      photos,
      inspector,
      streams: createOpenStreams(),
      heartbeatMs: settings.stream.heartbeatMs,
      log,
      report,
      closing: closing.signal,
    }
  })

  /** Starts under way: a close in the middle of one waits for what it has opened. */
  const starts = new Set<Promise<unknown>>()
  const whileOpen = async <T>(begin: () => Promise<T>): Promise<T> => {
    assertOpen(closing.signal)
    const start = begin()
    starts.add(start)
    try {
      return await start
    } finally {
      starts.delete(start)
    }
  }
  let closed: Promise<void> | undefined
  /** What fails to close is reported and keeps nothing else open. */
  const attempt = async (close: () => Promise<unknown> | void) => {
    try {
      await close()
    } catch (error) {
      report(error)
    }
  }
  const closeAll = async (drainMs: number) => {
    closing.abort()
    await Promise.allSettled(starts)
    await Promise.all(entrances.map(async (close) => await attempt(async () => await close(drainMs))))
    for (const undo of undoes.reverse()) await attempt(undo)
    await attempt(async () => await bus.close())
    await attempt(async () => await database.close())
  }

  return {
    async migrate() {
      await whileOpen(async () => {
        // A migration may rewrite a large table, and another process may have to wait for it.
        const patient = openDatabase(settings.databaseUrl, { max: 1, isPatient: true })
        try {
          await migrate(patient)
        } finally {
          await patient.close()
        }
        if (settings.redisUrl === undefined) await migrateJobs(settings.databaseUrl, report)
      })
    },
    web: {
      listen: async (port, host = '127.0.0.1') => await whileOpen(async () => await openWeb(port, host)),
    },
    work: async () => await whileOpen(openWork),
    describe: async () => describeSlots(await slots()),
    async close({ drainMs = 0 } = {}) {
      closed ??= closeAll(drainMs)
      await closed
    },
  }

  async function openWeb(port: number, host: string): Promise<Listening> {
    const ready = await services()
    await ready.accounts.load()
    assertOpen(closing.signal)
    const app = createApp({
      routes: allRoutes(ready),
      accounts: ready.accounts,
      publicUrl: settings.publicUrl,
      log,
      report,
      statics: settings.statics,
      trustProxy: settings.trustProxy,
    })
    const listening = await listen(app, { host, port })
    entrances.push(async () => await listening.close())
    return listening
  }

  async function openWork(): Promise<void> {
    const ready = await services()
    assertOpen(closing.signal)
    const { photos } = ready
    if (!photos.moderation.stages.has('image'))
      await appendAudit(database.knex, { actor: 'operator', type: 'image-moderation-off', data: {} })
    const claims = createClaims(database, 'turn', { seconds: settings.recovery.claimSeconds, report })
    const conversation: ConversationContext = {
      database,
      bus,
      claims,
      moderation: photos.moderation,
      chatModels: ready.slots.chatModels,
      tools: ready.slots.tools,
      toolSpecs: toolSpecs(ready.slots.tools),
      photos,
      prompt: { template, historyTokens: settings.prompt.historyTokens },
      report,
    }
    jobs.work('photo', async (id, signal) => await takePhoto(photos, id, signal), { concurrency: 4 })
    jobs.work('photo-dead', async (id) => log.warn(await deadPhotoLine(database, id)), { concurrency: 1 })
    jobs.work(
      'inbox',
      async (key) => {
        await applyInbound(database, key, async (item) => await applyNews(ready.billing, item))
      },
      { concurrency: 4 },
    )
    jobs.work('renewal', async (key) => await renew(ready.billing, key), { concurrency: 2 })
    const sweeper = startSweeper(jobs, {
      everySeconds: settings.recovery.sweepSeconds,
      sources: [
        { queue: 'photo', find: async (limit) => await duePhotos(database, limit) },
        { queue: 'inbox', find: async (limit) => await dueInbound(database, limit) },
        { queue: 'renewal', find: async (limit) => await dueRenewals(database, limit) },
      ],
      chores: [
        async () => await tidyInbox(database),
        async () => await reconcileBilling(ready.billing, closing.signal),
      ],
      report,
    })
    const turns = runTurns(conversation)
    const audit = keepAudit({
      database,
      sinks: ready.slots.auditSinks,
      onHead: ({ seq, hash }) => log.info(`The audit log is sealed up to ${seq}:${hash}`),
      report,
    })
    // After the work that still writes.
    undoes.push(async () => await audit.close())
    entrances.push(async (drainMs) => {
      await Promise.all([turns.close(drainMs), sweeper.close(), jobs.drain(drainMs)])
      claims.close()
    })
  }
}

function assertOpen(closing: AbortSignal): void {
  if (closing.aborted) throw new PlatformError('unavailable', 'The platform is closed')
}

/** A period is over: what the provider says now decides, should its word on the renewal have been lost. */
async function renew(ground: BillingGround, key: string): Promise<void> {
  const [plugin = '', ref = ''] = JSON.parse(key) as string[]
  try {
    await applySubscription(ground, slotNamed(ground.billings, plugin), ref)
  } catch (error) {
    await postponeRenewal(ground.database, { plugin, ref })
    throw error
  }
}

async function credentialsOf(settings: Settings, log: Log) {
  if (settings.c2pa !== undefined) return await contentCredentials(settings.c2pa)
  if (settings.isProduction) {
    throw new PlatformError(
      'validation',
      'Production needs C2PA_CHAIN, C2PA_KEY and C2PA_ANCHOR to sign pictures',
    )
  }
  const certificate = await developmentCertificate(join(settings.dataFolder, 'c2pa'))
  if (certificate.origin !== 'kept')
    log.info(`Pictures are signed by a development certificate in ${certificate.folder}`)
  return await contentCredentials(certificate)
}

/** Runs an asynchronous maker once, however many ask. A failure may be tried again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return async () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return await made
  }
}
