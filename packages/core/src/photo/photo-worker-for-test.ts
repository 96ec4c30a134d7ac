import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClaims } from '../database/claims.ts'
import { openDatabase } from '../database/database.ts'
import { newId } from '../database/id.ts'
import { parseTiers } from '../entitlement/parse-tiers.ts'
import { memoryBus } from '../event/memory-bus.ts'
import { createJobs, type JobOutcome, type Jobs } from '../job/jobs.ts'
import { startSweeper } from '../job/sweep.ts'
import { createModeration } from '../safety/moderation.ts'
import { folderStorage } from '../storage/folder-storage.ts'
import { testTiers } from '../test-platform.ts'
import type { Download } from './guarded-download.ts'
import type { PhotoContext, ProviderSlot } from './photo-context.ts'
import { cancelPhoto, duePhotos } from './photos.ts'
import { takePhoto } from './take-photo.ts'

/** Whatever a worker does that outlives it goes through it, under a name, so that the worker can die before or after. */
export type Effect = <T>(name: string, run: () => Promise<T>) => Promise<T>

/**
 * How many effects are left to a worker, over several looks at a photo, before it dies: before the next one, or after it
 * and before it has heard of it. `diedAt` says which one it was.
 */
export type Life = { left: number; readonly when: 'before' | 'after'; diedAt?: string }

/**
 * A worker of photos without the platform around it, on a database with all tables: it takes a photo when it is told
 * to, and dies where it is told to.
 */
export async function openPhotoWorker(
  databaseUrl: string,
  options: {
    readonly providers: (effect: Effect) => readonly ProviderSlot[]
    readonly jobs?: Jobs | undefined
    readonly download?: Download | undefined
    readonly publicUrl?: string
  },
) {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-machine-'))
  const database = openDatabase(databaseUrl, { max: 6 })
  const claims = createClaims(database, 'photo', { seconds: 30, report: () => {} })
  const storage = folderStorage({ folder })

  const lives = new AsyncLocalStorage<Living>()
  let heard: string[] = []
  const frozen: (() => void)[] = []
  const abandoned: Promise<unknown>[] = []
  /** A dead worker is one that never hears of an answer; thawed, one that hears of it far too late. */
  const effect: Effect = async (name, run) => {
    heard.push(name)
    const own = lives.getStore()
    if (own === undefined || own.isThawed) return await run()
    const isDead = own.life.diedAt !== undefined
    if (!isDead && own.life.left-- > 0) return await run()
    own.life.diedAt ??= name
    const result = !isDead && own.life.when === 'after' ? run() : undefined
    // What is to be done is done: the next worker finds it so.
    await Promise.allSettled([result])
    own.dropClaim()
    own.end()
    await new Promise<void>((thaw) => frozen.push(thaw))
    own.isThawed = true
    return await (result ?? run())
  }
  const { download } = options
  const context: PhotoContext = {
    database: { ...database, knex: withEffects(database.knex, effect) },
    claims: {
      ...claims,
      hold(...asked) {
        const held = claims.hold(...asked)
        const own = lives.getStore()
        if (own !== undefined) own.dropClaim = held.drop
        return held
      },
    },
    providers: options.providers(effect),
    bus: memoryBus(),
    jobs: options.jobs ?? ({ add: async () => {} } as unknown as Jobs), // the test itself is the queue
    storage: {
      ...storage,
      put: async (...put) => await effect('put', async () => await storage.put(...put)),
    },
    credentials: {
      sign: async (bytes) => bytes,
      read: async () => ({ state: 'none', issues: [], isTrustedSignature: false, manifest: null }),
      anchorPem: '',
      signedBy: '',
    },
    moderation: createModeration(
      [
        {
          name: 'm',
          moderator: {
            stages: ['prompt', 'image'],
            check: async (stage) =>
              await effect(`judge ${stage}`, async () => ({ action: 'allow', categories: [] })),
          },
        },
      ],
      () => {},
    ),
    tiers: { current: parseTiers(testTiers, 'tiers.yaml', { toolFeatures: 'any' }) },
    publicUrl: options.publicUrl ?? 'https://parlor.example.com',
    download:
      download && (async (...asked) => await effect('download', async () => await download(...asked))),
    report: () => {},
  }
  const query = async (text: string, values: readonly unknown[] = []) =>
    (await database.pool.query(text, [...values])).rows
  const takeOnce = async (photo: string) => await takePhoto(context, photo, new AbortController().signal)

  return {
    context,
    query,
    takeOnce,
    /** A photo that somebody asked for, in a conversation and with its hold. */
    async order() {
      const [account, conversation, photo, hold] = [newId(), newId(), newId(), newId()]
      await query(`insert into conversation (account_id, id, avatar_id) values ($1, $2, 'a')`, [
        account,
        conversation,
      ])
      await query(`insert into usage (account_id, feature, period, held) values ($1, 'photos', 'p', 1)`, [
        account,
      ])
      await query(
        `insert into hold (account_id, id, feature, period, units, state) values ($1, $2, 'photos', 'p', 1, 'held')`,
        [account, hold],
      )
      await query(
        `insert into photo (account_id, id, conversation_id, avatar_id, avatar_version, kind, state, scene, seed, prompt,
           deadline_at, hold_id, width, height, webhook_secret)
         values ($1, $2, $3, 'a', 1, 'chat', 'queued', 'by the sea', 1, 'A photograph of one adult person',
           now() + interval '10 minutes', $4, 64, 80, 'never sent')`,
        [account, photo, conversation, hold],
      )
      return { account, photo, hold }
    },
    /** What was done for a photo from here on, in order. */
    async effectsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
      heard = []
      await work()
      return [...heard]
    },
    /** Resolves when the worker is dead, or when it came so far no more. */
    async dieTaking(photo: string, life: Life): Promise<JobOutcome> {
      let end = () => {}
      const death = new Promise<void>((resolve) => (end = resolve))
      const work = lives.run(
        { life, end, dropClaim: () => {}, isThawed: false },
        async () => await takeOnce(photo),
      )
      abandoned.push(work)
      return await Promise.race([death, work])
    },
    /** Workers that were thought dead go on. */
    async thaw() {
      for (const go of frozen.splice(0)) go()
      await Promise.all(abandoned.splice(0))
    },
    /** All waits are over, a dead worker's claims and a provider's rest too. */
    async pass(photo: string) {
      await query(`update photo set due_at = now() - interval '1 second' where id = $1`, [photo])
      await query(`update provider_state set away_until = now() - interval '1 second'`)
    },
    /** Takes whatever stands in a real queue, with the sweeper beside it, until it is closed. */
    workFromQueue(
      take: (photo: string) => Promise<JobOutcome>,
      { redisUrl, concurrency }: { readonly redisUrl: string | undefined; readonly concurrency: number },
    ) {
      const onError = (error: unknown) => {
        throw error
      }
      const jobs = createJobs({ databaseUrl, redisUrl, onError })
      jobs.work('photo', take, { concurrency })
      const sources = [
        { queue: 'photo', find: async (limit: number) => await duePhotos(database, limit) },
      ] as const
      const sweeper = startSweeper(jobs, { everySeconds: 1, sources, chores: [], report: onError })
      return {
        async close() {
          await sweeper.close()
          await jobs.close()
        },
      }
    },
    async cancel(account: string, photo: string) {
      await cancelPhoto(context, account, photo)
    },
    async close() {
      claims.close()
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Living = {
  readonly life: Life
  readonly end: () => void
  /** The dead keep no claims. */
  dropClaim: () => void
  isThawed: boolean
}

export type PhotoWorker = Awaited<ReturnType<typeof openPhotoWorker>>

type Knex = PhotoContext['database']['knex']

/** A transaction is an effect: done as a whole, or not at all. */
function withEffects(knex: Knex, effect: Effect): Knex {
  return new Proxy(knex, {
    get(target, name) {
      if (name !== 'transaction') return Reflect.get(target, name) as unknown
      return async (run: Parameters<Knex['transaction']>[0]) =>
        await effect('commit', async () => await target.transaction(run))
    },
  })
}
