import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { createClaims } from '../database/claims.ts'
import { openDatabase } from '../database/database.ts'
import { newId } from '../database/id.ts'
import { parseTiers } from '../entitlement/parse-tiers.ts'
import { memoryBus } from '../event/memory-bus.ts'
import type { Jobs } from '../job/jobs.ts'
import { createModeration } from '../safety/moderation.ts'
import { folderStorage } from '../storage/folder-storage.ts'
import { testTiers } from '../test-platform.ts'
import { billingProvider } from './billing-provider-for-test.ts'
import type { PhotoContext } from './photo-context.ts'
import { cancelPhoto } from './photos.ts'
import { noteWebhook } from './note-webhook.ts'
import { takePhoto } from './take-photo.ts'

/** The photo machine alone, on a database with all tables, between two providers that write down what they bill. */
export async function openMachine(databaseUrl: string, jobs?: Jobs) {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-machine-'))
  const database = openDatabase(databaseUrl, { max: 6 })
  const claims = createClaims(database, 'photo', { seconds: 30, report: () => {} })
  const storage = folderStorage({ folder })
  const background = { r: 90, g: 120, b: 150 }
  const png = sharp({ create: { width: 64, height: 80, channels: 3, background } }).png()
  const picture = new Uint8Array(await png.toBuffer())

  /** How many effects the worker has left before it dies, and whether the last of them is done. */
  let life: { left: number; isDone: boolean } | undefined
  let died = () => {}
  const frozen: (() => void)[] = []
  const abandoned: Promise<unknown>[] = []
  /** A dead worker is one that never hears of an answer; thawed, one that hears of it far too late. */
  const effect = async <T>(run: () => Promise<T>): Promise<T> => {
    if (life === undefined || life.left-- > 0) return await run()
    const { isDone } = life
    life = undefined
    const result = isDone ? run() : undefined
    result?.catch(() => {})
    died()
    await new Promise<void>((thaw) => frozen.push(thaw))
    return await (result ?? run())
  }
  const providers = [
    billingProvider('first', { picture, effect }),
    billingProvider('second', { picture, effect }),
  ] as const
  const context: PhotoContext = {
    database,
    claims,
    providers,
    bus: memoryBus(),
    jobs: jobs ?? ({ add: async () => {} } as unknown as Jobs), // the test itself is the queue
    storage: { ...storage, put: async (...put) => await effect(async () => await storage.put(...put)) },
    credentials: {
      sign: async (bytes) => bytes,
      read: async () => ({ state: 'none', issues: [], isTrustedSignature: false, manifest: null }),
      anchorPem: '',
      signedBy: '',
    },
    moderation: createModeration(
      [{ name: 'm', moderator: { stages: ['prompt', 'image'], check: async () => await effect(async () => ({ action: 'allow', categories: [] })) } }],
      () => {},
    ),
    tiers: { current: parseTiers(testTiers, 'tiers.yaml', { toolFeatures: 'any' }) },
    publicUrl: 'https://parlor.example.com',
    report: () => {},
  } // prettier-ignore
  const query = async (text: string, values: readonly unknown[] = []) =>
    (await database.pool.query(text, [...values])).rows

  return {
    context,
    providers,
    query,
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
    async takeOnce(photo: string) {
      return await takePhoto(context, photo, new AbortController().signal)
    },
    /** A worker dies at its n-th effect, before it or after it; resolves then, or when it came so far no more. */
    async dieTaking(photo: string, left: number, when: 'before' | 'after') {
      life = { left, isDone: when === 'after' }
      const death = new Promise<void>((resolve) => (died = resolve))
      const work = this.takeOnce(photo)
      abandoned.push(work)
      await Promise.race([death, work])
      life = undefined
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
    async cancel(account: string, photo: string) {
      await cancelPhoto(context, account, photo)
    },
    /** The provider tells of each of its jobs, the old ones too, as often as is said and all at once. */
    async callBack(times: number) {
      const tell = async () =>
        await Promise.all(
          providers.flatMap(({ name, jobs, stateOf }) =>
            jobs.map(async (job) => {
              job.isOver = true
              const ref = job.address.slice(job.address.lastIndexOf('/') + 1)
              return await noteWebhook(context, name, { ref, state: stateOf(job) })
            }),
          ),
        )
      return (await Promise.all(Array.from({ length: times }, tell))).flat()
    },
    async close() {
      claims.close()
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type Machine = Awaited<ReturnType<typeof openMachine>>
