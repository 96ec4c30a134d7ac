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
  const [, webA, webB] = await Promise.all([
    startParlor(t, env, 'worker'),
    startParlor(t, { ...env, PORT: String(port) }, 'web'),
    startParlor(t, env, 'web'),
  ])
  const atA = personAt(webA.url)
  const conversation = await walkToChat(atA)
  return {
    redis,
    webA,
    webB,
    conversation,
    atA,
    atB: personAt(webB.url, { cookie: atA.cookie() }),
    startAnother: async (part: 'web' | 'worker') => await startParlor(t, env, part),
    /** Follows the conversation at one web, from a seq on, until `isDone`. */
    readAt: async (url: string, isDone: (transcript: Transcript) => boolean, after = 0) =>
      await readThroughCuts({
        urls: [url],
        path: `/v1/conversations/${conversation}/stream`,
        cookie: atA.cookie(),
        after,
        nextCut: () => Infinity,
        isDone,
      }),
  }
}

const has =
  (...types: readonly string[]) =>
  ({ events }: { readonly events: readonly { readonly type: string }[] }) =>
    types.every((type) => events.some((event) => event.type === type))

test('two webs and a worker: streamed from one to the other, and on without Redis', async (t) => {
  const { redis, webA, webB, atA, atB, conversation, readAt, startAnother } = await severalProcesses(t)

  // A photo of what is said at one web comes to both, its turn's text word by word.
  const isDone = has('turn-ended', 'photo-ready')
  const atBoth = Promise.all([readAt(webA.url, isDone), readAt(webB.url, isDone)])
  await atB.say(conversation, 'message-1', 'Could you send me a photo by the window?')
  const [a, b] = await atBoth

  t.deepEqual([a.faults, b.faults], [[], []])
  t.deepEqual(a.events, b.events)
  t.deepEqual(a.events.map((event) => event.type).toSorted(), [
    'message-sent',
    'notice-given',
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

  // Redis goes: the chat goes on, its text whole; a photo waits. To start without Redis is no failure.
  const path = `/v1/conversations/${conversation}/events?after=5`
  await redis.kill()
  const [webC, worker] = await Promise.all([startAnother('web'), startAnother('worker')])
  for (const part of [webC, worker])
    t.regex(part.output(), /note: Redis at 127\.0\.0\.1:\d+ cannot be used: .*ECONNREFUSED/)
  const readings = [webA, webC].map(async (web) => await readAt(web.url, has('photo-ready'), 5))
  await atB.say(conversation, 'message-2', 'Hello, how was your day?')
  await atA.until(path, has('turn-ended'))
  await atB.say(conversation, 'message-3', 'Could you send me a photo by the window?')
  const ends = ({ events }: { readonly events: readonly { readonly type: string }[] }) =>
    events.filter((event) => event.type === 'turn-ended').length
  const { events } = await atA.until(path, (body) => ends(body) === 2)
  t.true(has('photo-requested')({ events }))
  t.false(has('photo-ready')({ events }))

  // It comes back, empty: nothing was lost with it.
  await redis.start()
  for (const read of await Promise.all(readings)) {
    t.deepEqual(read.faults, [])
    t.deepEqual(
      read.events.map((event) => event.seq),
      [6, 7, 8, 9, 10, 11],
    )
    t.is(read.connections, 1)
    t.is(read.frames, 0)
  }
})

test('web or worker alone say what they lack, and start nothing', async (t) => {
  const PARLOR_DATA = await dataFolder(t)
  const PORT = String(await freePort())
  const bare = await runParlor(['web'], { PARLOR_DATA, PORT })
  const redisOnly = await runParlor(['worker'], { PARLOR_DATA, PORT, REDIS_URL: 'redis://127.0.0.1:1' })

  t.is(bare.code, 1)
  t.is(bare.output, 'Web and worker in processes of their own need Redis: set REDIS_URL\n')
  t.is(redisOnly.code, 1)
  t.regex(redisOnly.output, /\nWeb and worker in .* need a database that both reach: set DATABASE_URL\n$/)
  t.notRegex(redisOnly.output, /is ready/)
})
