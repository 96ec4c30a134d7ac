import { ChatModelError, type ChatModel } from '@parlor/plugin-kit'
import test from 'ava'
import { startTestRedis } from '../redis-for-test.ts'
import {
  chatting,
  openBilling,
  openDoor,
  queryOn,
  stopPostgres,
  testPlatform,
  walkToChat,
} from '../test-platform.ts'

test.after.always(stopPostgres)

/** Claims longer than any test takes, and not kept meanwhile: what a test makes due stays due. */
const settings = { recovery: { claimSeconds: 300 } }

test('a turn that was taken over is ended once, by the one who has it, and its photo is ordered once', async (t) => {
  const billing = openBilling()
  const frozen = openDoor()
  let asked = 0
  const model: ChatModel = {
    async *stream({ messages }) {
      const time = ++asked
      if (!messages.some((message) => message.role === 'tool')) {
        yield { type: 'call', id: 'c1', name: 'send_photo', input: { scene: 'by the window' } }
        yield { type: 'finish', reason: 'calls' }
        return
      }
      yield { type: 'text', text: `Words of step ${time}` }
      if (time === 2) await frozen.opened
      yield { type: 'finish', reason: 'stop' }
    },
  }
  const {
    client: newClient,
    databaseUrl,
    errors,
    platform,
  } = await testPlatform(t, { billing, chatModel: model }, { settings })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const query = await queryOn(t, databaseUrl)
  const path = `/v1/conversations/${conversation}`
  await client.call('POST', `${path}/messages`, { id: 'message-1', text: 'A photo, please' })
  while (asked < 2) await new Promise((resolve) => setTimeout(resolve, 20))

  // So looks the row of a worker that was frozen longer than its claim lives; anybody may take it.
  await query("update turn set due_at = now() where state = 'running'")
  await client.until(
    `${path}/events`,
    ({ events }) =>
      events.some((event: { type: string }) => event.type === 'turn-ended') &&
      events.some((event: { type: string }) => event.type === 'photo-ready'),
  )
  frozen.open()
  await platform.close({ drainMs: 5000 })

  const events = await query('select type, data from event order by seq')
  t.deepEqual(events.map((row: { type: string }) => row.type).toSorted(), [
    'message-sent',
    'photo-ready',
    'photo-requested',
    'turn-ended',
  ])
  t.is(events.find((row: { type: string }) => row.type === 'turn-ended')?.data.text, 'Words of step 3')
  t.deepEqual(await query('select attempt, state from turn'), [{ attempt: 2, state: 'ended' }])
  t.deepEqual(await query("select state, count(*)::int from hold where feature = 'photos' group by state"), [
    { state: 'settled', count: 1 },
  ])
  t.deepEqual(errors, [])
})

test('a turn that was begun three times is ended as failed, once, and the next message is answered', async (t) => {
  const frozen = openDoor()
  let asked = 0
  const model: ChatModel = {
    async *stream() {
      const time = ++asked
      if (time <= 3) await frozen.opened
      yield { type: 'text', text: `Words of time ${time}` }
      yield { type: 'finish', reason: 'stop' }
    },
  }
  const { client, errors, path, platform, post, query, say } = await chatting(
    t,
    { chatModel: model },
    { settings },
  )
  await post('Hello')
  for (let attempt = 1; attempt <= 3; attempt++) {
    while (asked < attempt) await new Promise((resolve) => setTimeout(resolve, 20))
    // So looks the row of a worker that has died: anybody may take it.
    await query("update turn set due_at = now() where state = 'running'")
  }
  await client.until(`${path}/events`, ({ events }) => events.length === 2)

  t.deepEqual(await say('Are you there?'), { reason: 'answered', text: 'Words of time 4' })
  frozen.open()
  await platform.close({ drainMs: 5000 })

  const ends = await query("select data from event where type = 'turn-ended' order by seq")
  t.deepEqual(
    ends.map(({ data }) => data),
    [
      { reason: 'failed', text: '', code: 'attempts-spent' },
      { reason: 'answered', text: 'Words of time 4' },
    ],
  )
  t.deepEqual(errors, [])
})

test('a worker that closes gives its turn back: another ends it long before the claim runs out', async (t) => {
  const billing = openBilling()
  const begun = openDoor()
  let asked = 0
  const model: ChatModel = {
    async *stream(_request, { signal }) {
      const time = ++asked
      yield { type: 'text', text: `Words of worker ${time}` }
      if (time === 1) {
        begun.open()
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        throw new ChatModelError('interrupted', 'The socket was closed')
      }
      yield { type: 'finish', reason: 'stop' }
    },
  }
  const leaving = await testPlatform(t, { billing, chatModel: model }, { settings })
  const { databaseUrl, dataFolder } = leaving
  const staying = await testPlatform(
    t,
    { billing, chatModel: model },
    { settings, databaseUrl, dataFolder, withWorker: false },
  )
  const client = staying.client()
  const { conversation } = await walkToChat(client, billing)
  const path = `/v1/conversations/${conversation}`
  const query = await queryOn(t, databaseUrl)
  await client.call('POST', `${path}/messages`, { id: 'message-1', text: 'Hello' })
  await begun.opened
  await staying.platform.work()

  await leaving.platform.close()
  await client.until(`${path}/events`, ({ events }) => events.length === 2)
  await staying.platform.close({ drainMs: 5000 })

  t.deepEqual(await query("select data from event where type = 'turn-ended'"), [
    { data: { reason: 'answered', text: 'Words of worker 2' } },
  ])
  t.deepEqual(await query('select attempt, state from turn'), [{ attempt: 2, state: 'ended' }])
  t.deepEqual([...leaving.errors, ...staying.errors], [])
})

test('a turn that cannot be ended while its worker closes is given back, and not left to its claim', async (t) => {
  const [begun, goOn] = [openDoor(), openDoor()]
  const model: ChatModel = {
    async *stream() {
      yield { type: 'text', text: 'So far' }
      begun.open()
      await goOn.opened
      yield { type: 'finish', reason: 'stop' }
    },
  }
  const { errors, platform, post, query } = await chatting(t, { chatModel: model }, { settings })
  await post('Hello')
  await begun.opened
  await query("alter table event add constraint endless check (type <> 'turn-ended')")

  const closed = platform.close({ drainMs: 60_000 })
  goOn.open()
  await closed

  t.deepEqual(await query("select state, claim, due_at < now() + interval '1 minute' as soon from turn"), [
    { state: 'running', claim: null, soon: true },
  ])
  t.is(errors.length, 1)
})

test('a stop that is said to one process ends the answer of another', async (t) => {
  const redis = await startTestRedis()
  t.teardown(async () => await redis.stop())
  const billing = openBilling()
  const door = openDoor()
  const endless: ChatModel = {
    async *stream(_request, { signal }) {
      yield { type: 'text', text: 'So far' }
      await Promise.race([door.opened, new Promise((resolve) => signal.addEventListener('abort', resolve))])
      signal.throwIfAborted()
      yield { type: 'finish', reason: 'stop' }
    },
  }
  const worker = await testPlatform(t, { billing, chatModel: endless }, { redisUrl: redis.url })
  const { databaseUrl, dataFolder } = worker
  const web = await testPlatform(
    t,
    { billing, chatModel: endless },
    { redisUrl: redis.url, databaseUrl, dataFolder, withWorker: false },
  )
  const client = web.client()
  const { conversation } = await walkToChat(client, billing)
  const path = `/v1/conversations/${conversation}`
  await client.call('POST', `${path}/messages`, { id: 'message-1', text: 'Hello' })
  const query = await queryOn(t, databaseUrl)
  while ((await query("select from turn where state = 'running'")).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 20))

  await client.call('POST', `${path}/stop`)
  const { events } = await client.until(`${path}/events`, (body) => body.events.length === 2)

  t.like(events[1], { type: 'turn-ended', data: { reason: 'stopped' } })
  door.open()
})
