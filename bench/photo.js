// `npm run bench:photo`: what a photo costs us beyond the provider, beside bare sharp and bare BullMQ. See
// docs/performance.md.
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { renditions } from '../packages/core/dist/photo/encode.js'
import { openGround } from './measure/ground.js'
import { canPin, cores, pin } from './measure/pin.js'
import { measurePhotos, peakOf, startBare } from './part/photos.js'
import { measurePickup } from './part/pickup.js'
import { makePicture } from './photo/picture.js'
import { servePicture } from './photo/picture-server.js'
import { photoGoals } from './report/photo-goals.js'
import { photoMarkdown } from './report/photo-markdown.js'

const parts = ['photos', 'pickup']
const allStores = ['Redis', 'PostgreSQL']

const options = new Command('bench:photo')
  .description(
    'Measures a photo beyond its provider, beside bare sharp and bare BullMQ, and prints a page of Markdown',
  )
  .option('--only <parts>', `these parts: ${parts.join(', ')}`, listOf(parts), parts)
  .option('--stores <names>', `queues on these: ${allStores.join(', ')}`, listOf(allStores), allStores)
  .option('--rounds <number>', 'how often each is measured, in turn', Number, 3)
  .option('--photos <number>', 'how many in a round', Number, 16)
  .option('--quick', 'one short round and less of everything, to see whether it runs')
  .option('--json <file>', 'where the figures of all rounds go', 'bench/results/photo.json')
  .parse()
  .opts()

const say = (line) => console.error(line)
const quick = options.quick === true
const settings = {
  rounds: quick ? 1 : options.rounds,
  count: quick ? 4 : options.photos,
  warm: quick ? 4 : 96,
  alone: quick ? 3 : 8,
  sharing: quick ? 8 : 40,
  many: quick ? 8 : 50,
  pickups: quick ? 20 : 120,
}

pin(process.pid, cores.beside)
if (!canPin()) say('note: processes are not bound to cores here; figures will vary more')
const ground = await openGround({ redis: options.stores.includes('Redis') })
for (const signal of ['SIGINT', 'SIGTERM']) {
  // The processes that are measured end with this one.
  process.once(signal, () => void ground.close().finally(() => process.exit(1)))
}
let results
try {
  results = await measure()
} finally {
  await ground.close()
}
const goals = photoGoals(results.stores)
await mkdir(dirname(resolve(options.json)), { recursive: true })
await writeFile(options.json, JSON.stringify({ ...results, goals }, undefined, 2))
console.log(photoMarkdown({ ...results, goals }))
process.exitCode = goals.every((goal) => goal.isMet) ? 0 : 1

async function measure() {
  const found = { machine: machine(), many: settings.many, stores: {} }
  const picture = await makePicture(renditions.image)
  const server = await servePicture(picture)
  const bare = await startBare()
  try {
    await bare.ask('run', { work: 'finish', count: 4, concurrency: 2 })
    if (options.only.includes('photos')) {
      const run = { work: 'bare', count: settings.many, concurrency: 4 }
      found.bareMemory = await peakOf(bare, async () => await bare.ask('run', run))
    }
    for (const store of options.stores) {
      say(`${store}:`)
      const places = {
        databaseUrl: await ground.postgres.createDatabase(`photo_${store.toLowerCase()}`),
        ...(store === 'Redis' && { redisUrl: ground.redis.url }),
        folder: join(ground.folder, store),
      }
      found.stores[store] = {
        ...(options.only.includes('photos') && {
          photos: await measurePhotos({ bare, places, ground, server, picture, settings, say }),
        }),
        ...(options.only.includes('pickup') && {
          pickup: await measurePickup({ places, rounds: settings.rounds, count: settings.pickups }),
        }),
      }
    }
    return found
  } finally {
    await bare.stop()
    await server.close()
  }
}

function machine() {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  return [
    new Date().toISOString().slice(0, 10),
    `${cpus().length} cores`,
    `Node ${process.versions.node}`,
    `PostgreSQL ${ground.postgres.version}`,
    `commit ${commit}`,
    `${settings.rounds} rounds of ${settings.count} photos`,
  ].join(', ')
}

function listOf(allowed) {
  return (text) => {
    const names = text.split(',').map((name) => name.trim())
    const unknown = names.filter((name) => !allowed.includes(name))
    if (unknown.length > 0) throw new InvalidArgumentError(`There is no ${unknown.join(', ')}.`)
    return names
  }
}
