import { setTimeout as delay } from 'node:timers/promises'
import { startTestRedis } from '@parlor/core/test/redis'
import { readThroughCuts, type Transcript } from '@parlor/core/test/stream-reader'
import { startTestPostgres } from '@parlor/embedded-postgres/test'
import test, { type ExecutionContext } from 'ava'
import { personAt, walkToChat } from './person.ts'
import { dataFolder, freePort, runParlor, startParlor } from './running-parlor.ts'

const postgres = await startTestPostgres()
test.after.always(async () => await postgres.stop())

/** Two webs and a worker, as an operator would run them, and a person who pays and has a cookie for both. */
async function severalProcesses(t: ExecutionContext) {
  const redis = await startTestRedis()
  t.teardown(async () => await redis.stop())
  const port = await freePort()
  const env = {
    PARLOR_DATA: await dataFolder(t),
    DATABASE_URL: await postgres.createDatabase(),
    REDIS_URL: redis.url,
    PUBLIC_URL: `http://localhost:${port}`,
  }
  // One after the other: the first one makes the secret and the tables.
  const worker = await startParlor(t, env, 'worker')
  const [webA, webB] = await Promise.all([
    startParlor(t, { ...env, PORT: String(port) }, 'web'),
    startParlor(t, env, 'web'),
  ])
  const atA = personAt(webA.url)
  const conversation = await walkToChat(atA)
  return {
    redis,
    worker,
    webA,
    webB,
    conversation,
    atA,
    atB: personAt(webB.url, { cookie: atA.cookie() }),
    /** Follows the conversation at one web until `isDone`. */
    readAt: async (url: string, isDone: (transcript: Transcript) => boolean) =>
      await readThroughCuts({
        urls: [url],
        path: `/v1/conversations/${conversation}/stream`,
        cookie: atA.cookie(),
        nextCut: () => Infinity,
        isDone,
      }),
  }
}

const has =
  (...types: readonly string[]) =>
  ({ events }: { readonly events: readonly { readonly type: string }[] }) =>
    types.every((type) => events.some((event) => event.type === type))

test('what is said at one web is streamed by another, and the photo comes to both', async (t) => {
  const { webA, webB, atB, conversation, readAt } = await severalProcesses(t)
  const isDone = has('turn-ended', 'photo-ready')
  const atBoth = Promise.all([readAt(webA.url, isDone), readAt(webB.url, isDone)])

  await atB.say(conversation, 'message-1', 'Could you send me a photo by the window?')
  const [a, b] = await atBoth

  t.deepEqual([a.faults, b.faults], [[], []])
  t.deepEqual(a.events, b.events)
  t.deepEqual(a.events.map((event) => event.type).toSorted(), [
    'message-sent',
    'photo-ready',
    'photo-requested',
    'turn-ended',
  ])
  const end = a.events.find((event) => event.type === 'turn-ended')
  t.is(a.texts.get(`${end?.turn}.1`), end?.data.text)
  t.true(a.frames > 3, `${a.frames} frames`)
  const ready = a.events.find((event) => event.type === 'photo-ready')
  const picture = await atB.bytes(`/v1/photos/${ready?.data.photo}/image`)
  t.deepEqual([...picture.subarray(0, 2)], [0xff, 0xd8])
})

test('with Redis away the chat goes on, its text whole; a photo waits, and comes when Redis is back', async (t) => {
  const { redis, webA, atA, atB, conversation, readAt } = await severalProcesses(t)
  const path = `/v1/conversations/${conversation}/events`
  const reading = readAt(webA.url, has('photo-ready'))

  await redis.kill()
  await atB.say(conversation, 'message-1', 'Hello, how was your day?')
  await atA.until(path, has('turn-ended'))
  await atB.say(conversation, 'message-2', 'Could you send me a photo by the window?')
  await atA.until(
    path,
    ({ events }) => has('photo-requested')({ events }) && events.at(-1).type === 'turn-ended',
  )
  // Jobs of a queue that is away are lost; nothing may come of them by another way.
  await delay(3000)
  t.false(has('photo-ready')(await atA.call('GET', path)))
  await redis.start()
  const read = await reading

  t.deepEqual(read.faults, [])
  t.deepEqual(
    read.events.map((event) => event.seq),
    [1, 2, 3, 4, 5, 6],
  )
  t.is(read.connections, 1)
  t.is(read.frames, 0)
})

test('a Redis that is away at the start is a note, and all works when it comes', async (t) => {
  const redis = await startTestRedis()
  t.teardown(async () => await redis.stop())
  await redis.kill()
  const port = await freePort()
  const env = {
    PARLOR_DATA: await dataFolder(t),
    DATABASE_URL: await postgres.createDatabase(),
    REDIS_URL: redis.url,
    PUBLIC_URL: `http://localhost:${port}`,
  }
  const worker = await startParlor(t, env, 'worker')
  const web = await startParlor(t, { ...env, PORT: String(port) }, 'web')

  for (const part of [worker, web])
    t.regex(part.output(), /note: Redis at 127\.0\.0\.1:\d+ cannot be used: .*ECONNREFUSED/)
  await redis.start()
  // A look is painted by the queue alone.
  t.truthy(await walkToChat(personAt(web.url)))
})

test('web or worker alone say what they lack, and start nothing', async (t) => {
  const PARLOR_DATA = await dataFolder(t)
  const PORT = String(await freePort())
  for (const part of ['web', 'worker']) {
    const bare = await runParlor([part], { PARLOR_DATA, PORT })
    const redisOnly = await runParlor([part], { PARLOR_DATA, PORT, REDIS_URL: 'redis://127.0.0.1:1' })

    t.is(bare.code, 1)
    t.is(bare.output, 'Web and worker in processes of their own need Redis: set REDIS_URL\n')
    t.is(redisOnly.code, 1)
    t.regex(redisOnly.output, /\nWeb and worker in .* need a database that both reach: set DATABASE_URL\n$/)
    t.notRegex(redisOnly.output, /is ready/)
  }
})
