import { createHash, randomUUID } from 'node:crypto'
import { createJobs } from '../../packages/core/dist/job/jobs.js'
import { openDatabase } from '../../packages/core/dist/database/database.js'
import { parseTiers } from '../../packages/core/dist/entitlement/parse-tiers.js'
import { memoryBus } from '../../packages/core/dist/event/memory-bus.js'
import { enqueue, orderInConversation } from '../../packages/core/dist/photo/order.js'
import { folderStorage } from '../../packages/core/dist/storage/folder-storage.js'
import { withClient } from '../measure/ground.js'
import { addPeople } from '../parlor/people.js'
import { tiersText } from './settings.js'
import { join } from 'node:path'

const people = 8
/** Between two looks at who is ready: half of it is in each time. */
const lookMs = 4

/**
 * Orders chat photos as a turn does, by the code that a turn calls, and sees when they are ready. Everyone has an
 * accepted look, whose picture goes along with each order.
 */
export async function openOrders({ databaseUrl, redisUrl, folder, picture }) {
  const report = (error) => console.error(error)
  const database = openDatabase(databaseUrl)
  const jobs = createJobs({ databaseUrl, redisUrl, onError: report })
  const tiers = { current: parseTiers(tiersText, 'tiers.yaml', { toolFeatures: 'any' }) }
  const context = { database, jobs, tiers, bus: memoryBus(), providers: [], report }
  const known = await withClient(databaseUrl, async (client) => await addPeople(client, { count: people }))
  await folderStorage({ folder: join(folder, 'storage') }).put('photos/look/original', picture, {
    mime: 'image/png',
  })
  const sha256 = createHash('sha256').update(picture).digest('hex')
  for (const { account } of known) {
    await database.pool.query(
      `insert into photo (account_id, id, avatar_id, avatar_version, kind, state, scene, seed, prompt, deadline_at,
         width, height, webhook_secret, original, original_sha256, ended_at)
       values ($1, 'look-' || $1, 'a-' || $1, 1, 'reference', 'ready', '', 1, 'a portrait', now(), 1024, 1280, $2,
         'photos/look/original', $3, now())`,
      [account, randomUUID(), sha256],
    )
    await database.pool.query(`update avatar set accepted_photo = 'look-' || $1 where account_id = $1`, [
      account,
    ])
  }
  let asked = 0
  const waiting = new Map()
  let looking

  return {
    /** `onOrdered` is told the photo's id before a worker can see it; gives its id, and when it was asked for and ready. */
    async photo(onOrdered) {
      const { account, conversation } = known[asked++ % known.length]
      const askedAt = performance.timeOrigin + performance.now()
      const photo = await database.knex.transaction(async (transaction) => {
        const order = { account, conversation, scene: 'by the window', caption: null, expectedMs: 0 }
        const row = await orderInConversation(context, transaction, order)
        await onOrdered(row.id)
        return row
      })
      const done = new Promise((resolve, reject) => waiting.set(photo.id, { resolve, reject }))
      looking ??= look()
      await enqueue(context, photo.id)
      await done
      return { id: photo.id, askedAt, readyAt: performance.timeOrigin + performance.now() }
    },
    async close() {
      // After a photo that failed some are waited for that nobody wants any more.
      waiting.clear()
      await looking
      await jobs.close()
      await database.close()
    },
  }

  async function look() {
    while (waiting.size > 0) {
      const { rows } = await database.pool.query(
        `select id, state, code from photo where id = any($1::text[]) and ended_at is not null`,
        [[...waiting.keys()]],
      )
      for (const { id, state, code } of rows) {
        const { resolve, reject } = waiting.get(id)
        waiting.delete(id)
        if (state === 'ready') resolve()
        else reject(new Error(`A photo ended as ${state}: ${code}`))
      }
      await new Promise((resolve) => setTimeout(resolve, lookMs))
    }
    looking = undefined
  }
}
