import { randomInt } from 'node:crypto'
import { get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { ChatModel } from '@parlor/plugin-kit'
import test from 'ava'
import { startTestRedis } from '../redis-for-test.ts'
import { openBilling, openDoor, queryOn, stopPostgres, testPlatform, walkToChat } from '../test-platform.ts'
import { readThroughCuts, type Transcript } from './stream-reader-for-test.ts'

test.after.always(stopPostgres)

const cutsWanted = 200
/** Letters of one to four bytes, and pairs of surrogates. */
const sentence = 'Es war schön, 今日は晴れ, naïve 🌼🌻 and plain words. '

const talkative: ChatModel = {
  async *stream() {
    for (let part = 0; part < 60; part++) {
      await delay(8)
      yield { type: 'text', text: sentence.slice(part % 7, 7 + ((part * 5) % 40)) }
    }
    yield { type: 'finish', reason: 'stop' }
  },
}

/** Numbers below 1 that a seed repeats (Park and Miller's minimal standard generator). */
function seeded(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

test('cut at 200 random bytes, over two web processes, the transcript is the uncut one', async (t) => {
  const seed = randomInt(2 ** 31)
  t.log(`seed ${seed}`)
  const random = seeded(seed)
  const redis = await startTestRedis()
  t.teardown(async () => await redis.stop())
  const billing = openBilling()
  const one = await testPlatform(t, { billing, chatModel: talkative }, { redisUrl: redis.url })
  const { databaseUrl, dataFolder } = one
  const other = await testPlatform(
    t,
    { billing, chatModel: talkative },
    { redisUrl: redis.url, databaseUrl, dataFolder, withWorker: false },
  )
  const client = one.client()
  const { conversation } = await walkToChat(client, billing)
  const path = `/v1/conversations/${conversation}/stream`
  const endsIn = (events: readonly { readonly type: string }[]) =>
    events.filter((event) => event.type === 'turn-ended').length
  let turns = Infinity
  const isDone = ({ events }: Transcript) => endsIn(events) === turns
  let cuts = 0
  const cutReader = readThroughCuts({
    urls: [one.url, other.url],
    path,
    cookie: client.cookie(),
    // Short ones, mostly: a connection must be able to die in the middle of any frame.
    nextCut: () => (++cuts > cutsWanted ? Infinity : Math.ceil(random() ** 2 * 2500)),
    isDone,
  })
  const uncutReader = readThroughCuts({
    urls: [other.url],
    path,
    cookie: client.cookie(),
    nextCut: () => Infinity,
    isDone,
  })
  for (let turn = 1; turn <= turns; turn++) {
    if (cuts > cutsWanted) turns = turn
    await client.call('POST', `/v1/conversations/${conversation}/messages`, {
      id: `message-${turn}`,
      text: `${sentence}${turn}`,
    })
    await client.until(
      `/v1/conversations/${conversation}/events?limit=200`,
      ({ events }) => endsIn(events) === turn,
    )
  }

  const [cut, uncut] = await Promise.all([cutReader, uncutReader])

  t.is(cut.connections, cutsWanted + 1)
  t.is(uncut.connections, 1)
  t.deepEqual(cut.faults, [])
  t.deepEqual(uncut.faults, [])
  t.deepEqual(cut.events, uncut.events)
  const ends = uncut.events.flatMap((event) => (event.type === 'turn-ended' ? [event] : []))
  for (const { turn, data } of ends) {
    t.true(data.text.startsWith(uncut.texts.get(`${turn}.1`) ?? 'nothing'))
    t.true(data.text.startsWith(cut.texts.get(`${turn}.1`) ?? ''))
  }
  // Who comes back in mid-answer gets its text, and not only its end.
  const lengthOf = ({ texts }: Transcript) => [...texts.values()].join('').length
  t.log(`${lengthOf(cut)} of ${lengthOf(uncut)} in ${ends.length} turns`)
  t.true(lengthOf(cut) > lengthOf(uncut) / 4)
  t.deepEqual([...one.errors, ...other.errors], [])
})

test('a reader who comes to another process in mid-answer gets the text so far, whole, and then the rest', async (t) => {
  const redis = await startTestRedis()
  t.teardown(async () => await redis.stop())
  const billing = openBilling()
  const [goOn, finish] = [openDoor(), openDoor()]
  const begin = ['The sea ', 'was calm 🌊', ' and the boats']
  const rest = [' came home', ' before noon.']
  const halting: ChatModel = {
    async *stream() {
      for (const text of begin) yield { type: 'text', text }
      await goOn.opened
      for (const text of rest) yield { type: 'text', text }
      // What is not sent when the answer ends comes with its end alone.
      await finish.opened
      yield { type: 'finish', reason: 'stop' }
    },
  }
  const one = await testPlatform(t, { billing, chatModel: halting }, { redisUrl: redis.url })
  const { databaseUrl, dataFolder } = one
  const other = await testPlatform(
    t,
    { billing, chatModel: halting },
    { redisUrl: redis.url, databaseUrl, dataFolder, withWorker: false },
  )
  const client = one.client()
  const { conversation } = await walkToChat(client, billing)
  const path = `/v1/conversations/${conversation}/stream`
  const reader = { path, cookie: client.cookie(), nextCut: () => Infinity }
  const { body } = await client.call('POST', `/v1/conversations/${conversation}/messages`, {
    id: 'message-1',
    text: 'How was it?',
  })
  const textOf = ({ texts }: Transcript) => texts.get(`${body.turn}.1`)

  const before = await readThroughCuts({
    ...reader,
    urls: [one.url],
    isDone: (transcript) => textOf(transcript) === begin.join(''),
  })
  const firstTexts: (string | undefined)[] = []
  const after = await readThroughCuts({
    ...reader,
    urls: [other.url],
    after: before.events.length,
    isDone: (transcript) => {
      if (transcript.frames === 1) firstTexts.push(textOf(transcript))
      if (transcript.frames > 0) goOn.open()
      if (textOf(transcript) === [...begin, ...rest].join('')) finish.open()
      return transcript.events.length > 0
    },
  })

  t.is(firstTexts[0], begin.join(''))
  t.deepEqual([...before.faults, ...after.faults], [])
  t.is(after.connections, 1)
  t.is(after.events.length, 1)
  t.like(after.events[0], { type: 'turn-ended', data: { reason: 'answered', text: textOf(after) } })
  t.deepEqual([...one.errors, ...other.errors], [])
})

test('a log far longer than what may lie unread is replayed whole to a reader who takes it', async (t) => {
  const billing = openBilling()
  const { client: newClient, url, databaseUrl } = await testPlatform(t, { billing })
  const client = newClient()
  const { account, conversation } = await walkToChat(client, billing)
  const query = await queryOn(t, databaseUrl)
  await query(
    `insert into event (account_id, conversation_id, seq, type, key, data)
     select $1, $2, n, 'message-sent', 'message:long-' || n, jsonb_build_object('id', 'long-' || n, 'text', repeat('言', 8000))
     from generate_series(1, 500) n`,
    [account, conversation],
  )
  await query('update conversation set last_seq = 500 where id = $1', [conversation])

  const read = await readThroughCuts({
    urls: [url],
    path: `/v1/conversations/${conversation}/stream`,
    cookie: client.cookie(),
    nextCut: () => Infinity,
    isDone: ({ events }) => events.length === 500,
  })

  t.is(read.connections, 1)
  t.deepEqual(read.faults, [])
})

test('a cursor that is none of ours is told to begin anew, and the stream goes on from now', async (t) => {
  const billing = openBilling()
  const { client: newClient, url } = await testPlatform(t, { billing })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const path = `/v1/conversations/${conversation}/stream`
  for (const id of ['x', '-1', '1e3', '1.5', '99', '9'.repeat(40)]) {
    const leave = new AbortController()
    const answer = await fetch(`${url}${path}`, {
      headers: { cookie: client.cookie(), 'last-event-id': id },
      signal: leave.signal,
    })
    let text = ''
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString()
      if (text.includes('data:')) break
    }
    leave.abort()
    t.is(text, 'retry: 2000\n\nevent: reset\ndata: {}\n\n', id)
  }
  for (const after of ['x', '-1', '1.5']) {
    const { status, body } = await client.call('GET', `${path}?after=${after}`)
    t.is(status, 422)
    t.is(body.errors[0].path, 'after')
  }
})

test('of 1,000 streams of one person the newest 20 stay open, and the others are told why', async (t) => {
  const billing = openBilling()
  const { client: newClient, url } = await testPlatform(t, { billing })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const path = `/v1/conversations/${conversation}/stream`
  let told = 0
  let open = 0
  let settle = () => {}
  const settled = new Promise<void>((resolve) => {
    settle = resolve
  })
  const see = () => {
    if (told === 980 && open === 20) settle()
  }
  const openOne = async () =>
    await new Promise<void>((resolve, reject) => {
      const asked = get(`${url}${path}`, { headers: { cookie: client.cookie() }, agent: false }, (answer) => {
        open++
        let text = ''
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        answer.on('end', () => {
          open--
          if (text.includes('event: bye\ndata: {"reason":"too-many-streams"')) told++
          see()
        })
        answer.on('error', () => {})
        see()
        resolve()
      })
      asked.on('error', reject)
      t.teardown(() => void asked.destroy())
    })
  // So many at once as the system queues for a server that is busy.
  for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 50 }, openOne))

  await settled
  t.is(told, 980)
  const { status } = await client.call('GET', '/v1/me')
  t.is(status, 200)
})
