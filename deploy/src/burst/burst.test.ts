import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startTestRedis } from '@parlor/core/test/redis'
import { readThroughCuts } from '@parlor/core/test/stream-reader'
import { startTestPostgres } from '@parlor/embedded-postgres/test'
import test, { type ExecutionContext } from 'ava'
import pg from 'pg'
import { dataFolder, freePort, startParlor } from '../running-parlor.ts'
import { seedPeople, type SeededPerson } from '../seeded-people.ts'
import { answerTo } from './answer-to.ts'

const people = 300
const messagesEach = 3
const burstMs = 100
const config = fileURLToPath(new URL('burst.config.js', import.meta.url))

const postgres = await startTestPostgres()
test.after.always(async () => await postgres.stop())

type Message = { readonly person: SeededPerson; readonly id: string; readonly text: string }
type Answer = { readonly status: number; readonly seq: number; readonly turn: string }

/** Two webs and two workers, and people who have paid. */
async function crowd(t: ExecutionContext) {
  const redis = await startTestRedis()
  t.teardown(async () => await redis.stop())
  const secret = 'a secret of at least thirty-two characters'
  const port = await freePort()
  const env = {
    PARLOR_DATA: await dataFolder(t),
    PARLOR_SECRET: secret,
    DATABASE_URL: await postgres.createDatabase(),
    REDIS_URL: redis.url,
    PUBLIC_URL: `http://localhost:${port}`,
  }
  const [webA, webB] = await Promise.all([
    startParlor(t, { ...env, PORT: String(port) }, 'web', config),
    startParlor(t, env, 'web', config),
    startParlor(t, env, 'worker', config),
    startParlor(t, env, 'worker', config),
  ])
  const database = new pg.Client({ connectionString: env.DATABASE_URL })
  await database.connect()
  t.teardown(async () => await database.end())
  const seeded = await seedPeople(database, {
    count: people,
    secret,
    dataFolder: env.PARLOR_DATA,
    isPaid: true,
  })
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  /** A connection that is there already: in a burst nobody waits for one. */
  const dial = async (web: string) => {
    const socket = connect({ port: Number(new URL(web).port), host: 'localhost', noDelay: true })
    await once(socket, 'connect')
    return socket
  }
  const send = async (web: string, { person, id, text }: Message, socket?: Socket) => {
    const asked = request(`${web}/v1/conversations/${person.conversation}/messages`, {
      method: 'POST',
      ...(socket === undefined ? { agent } : { createConnection: () => socket }),
      headers: { origin: env.PUBLIC_URL, cookie: person.cookie, 'content-type': 'application/json' },
    }).end(JSON.stringify({ id, text }))
    const [answer] = await once(asked, 'response')
    const body = JSON.parse(Buffer.concat(await answer.toArray()).toString())
    return { status: answer.statusCode, seq: body.seq, turn: body.turn }
  }
  /**
   * As the widget does: what could not be stored for want of a connection, or whose answer was lost on a connection
   * that the web was just closing, is said again a little later.
   */
  const post = async (web: string, message: Message, socket?: Socket): Promise<Answer> => {
    const answer = await send(web, message, socket).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET') return undefined
      throw error
    })
    if (answer !== undefined && answer.status !== 503) return answer
    await delay(500)
    return await post(web, message)
  }
  return {
    webs: [webA.url, webB.url] as const,
    seeded,
    query: async <Row extends pg.QueryResultRow>(text: string) => (await database.query<Row>(text)).rows,
    dial,
    post,
  }
}

/** Every sixtieth person asks for a photo too. */
function messagesOf(person: SeededPerson, index: number): readonly Message[] {
  return Array.from({ length: messagesEach }, (_, nth) => ({
    person,
    id: `message-${index}-${nth}`,
    text: nth === 1 && index % 60 === 0 ? `${nth} a photo, please.` : `${nth} of ${index}.`,
  }))
}

type EventRow = {
  conversation_id: string
  seq: number
  type: string
  turn_id: string
  data: { id?: string; text?: string; reason?: string }
}

test('300 people say 3 things within 100 ms: all is answered once and in order; said again, it changes nothing', async (t) => {
  const { webs, seeded, query, dial, post } = await crowd(t)
  const [webA, webB] = webs
  const messages = seeded.map(messagesOf)
  const followed = Promise.all(
    seeded.slice(0, 10).map(
      async ({ conversation, cookie }, index) =>
        await readThroughCuts({
          urls: [webs[index % 2] ?? webA],
          path: `/v1/conversations/${conversation}/stream`,
          cookie,
          nextCut: () => Infinity,
          isDone: ({ events }) => {
            const ended = events.flatMap(({ type, turn }) => (type === 'turn-ended' ? [turn] : []))
            const said = events.filter(({ type }) => type === 'message-sent')
            return said.length === messagesEach && said.every(({ turn }) => ended.includes(turn))
          },
        }),
    ),
  )
  // Awaited at the end: when something fails before, that is told, and not that the webs are gone.
  followed.catch(() => {})

  // Nobody waits for an answer, and no message goes where the one before went. Some are sent to both webs at once.
  const letters = messages.flatMap((own, index) =>
    own.flatMap((message, nth) => {
      const [first, other] = (index + nth) % 2 === 0 ? [webA, webB] : [webB, webA]
      return (index % 10 === 0 ? [first, other] : [first]).map((web) => ({ message, nth, web }))
    }),
  )
  const sockets = await Promise.all(letters.map(async ({ web }) => await dial(web)))
  const begunAt = performance.now()
  let postedAt = 0
  const answers = await Promise.all(
    letters.map(async ({ message, nth, web }, index) => {
      await delay((nth * burstMs) / messagesEach)
      const answer = post(web, message, sockets[index])
      postedAt = performance.now()
      return await answer
    }),
  )
  const accepted = new Map<string, Answer>()
  for (const [index, answer] of answers.entries()) {
    const id = letters[index]?.message.id ?? ''
    t.deepEqual(answer, accepted.get(id) ?? { ...answer, status: 202 })
    accepted.set(id, answer)
  }
  const acceptedAt = performance.now()
  const isOpen = `select 1 from turn where state <> 'ended'
    union all select 1 from photo where kind = 'chat' and state <> 'ready'`
  while ((await query(isOpen)).length > 0) await delay(50)
  const ms = (from: number, to: number) => `${Math.round(to - from)} ms`
  t.log(
    `posted within ${ms(begunAt, postedAt)}, accepted within ${ms(begunAt, acceptedAt)}, all done after ${ms(begunAt, performance.now())}`,
  )

  const events = await query<EventRow>(
    'select conversation_id, seq::int, type, turn_id, data from event e order by conversation_id, e.seq',
  )
  const counts = new Map<number, number>()
  for (const [index, { conversation }] of seeded.entries()) {
    const own = events.filter((event) => event.conversation_id === conversation)
    t.deepEqual(
      own.map((event) => event.seq),
      own.map((_, at) => at + 1),
      'seq has no gaps',
    )
    const said = own.filter((event) => event.type === 'message-sent')
    t.deepEqual(
      said.map(({ data, seq, turn_id: turn }) => ({ id: data.id, seq, turn })).toSorted(byId),
      (messages[index] ?? [])
        .map(({ id }) => ({ id, seq: accepted.get(id)?.seq, turn: accepted.get(id)?.turn }))
        .toSorted(byId),
    )
    // The model itself says in its answers what it was given: each message once, by seq, after all earlier answers.
    const turns = [...new Set(said.map((event) => event.turn_id))]
    t.deepEqual(
      said.map((event) => event.turn_id).filter((turn, at, all) => turn !== all[at - 1]),
      turns,
      'nothing joins an earlier turn than what was said before it',
    )
    const ends = own.filter((event) => event.type === 'turn-ended')
    t.deepEqual(
      ends.map((event) => ({ turn: event.turn_id, reason: event.data.reason, text: event.data.text })),
      turns.map((turn, before) => {
        const heard = said.flatMap((event) => (event.turn_id === turn ? [event.data.text ?? ''] : []))
        return { turn, reason: 'answered', text: answerTo(heard, before) }
      }),
    )
    counts.set(turns.length, (counts.get(turns.length) ?? 0) + 1)
    t.is(own.filter((event) => event.type === 'photo-requested').length, index % 60 === 0 ? 1 : 0)
  }
  t.log(`turns of a conversation: ${JSON.stringify(Object.fromEntries(counts))}`)
  t.deepEqual(await query(`select feature, state, count(*)::int from hold group by feature, state`), [
    { feature: 'photos', state: 'settled', count: people / 60 },
  ])
  const turns = events.filter((event) => event.type === 'turn-ended').length
  t.deepEqual(await query('select attempt, count(*)::int as turns from turn group by attempt'), [
    { attempt: 1, turns },
  ])
  for (const { faults, events: read, texts, connections } of await followed) {
    t.deepEqual(faults, [])
    t.is(connections, 1)
    for (const { type, turn, data } of read)
      if (type === 'turn-ended') t.true(data.text.startsWith(texts.get(`${turn}.1`) ?? ''))
  }

  // The same ids again, each at the other web.
  const tables = ['conversation', 'event', 'turn', 'photo', 'hold', 'usage', 'audit_event']
  const rows = async () =>
    await query(
      tables
        .map(
          (name) =>
            `select '${name}', count(*), md5(string_agg(r::text, '' order by r::text)) from ${name} r`,
        )
        .join(' union all '),
    )
  const before = await rows()
  await Promise.all(
    messages.flat().map(async (message, index) => {
      t.deepEqual(await post(webs[(index + 1) % 2] ?? webB, message), accepted.get(message.id))
    }),
  )
  t.deepEqual(await rows(), before)
})

function byId(a: { readonly id?: string | undefined }, b: { readonly id?: string | undefined }): number {
  return (a.id ?? '').localeCompare(b.id ?? '')
}
