import test, { type ExecutionContext } from 'ava'
import { openDatabase } from '../database/database.ts'
import { appendEvent, type ConversationKey } from '../event/log.ts'
import { chatting, stopPostgres, walkToChat } from '../test-platform.ts'
import { framesUntilEnd, nextFrame, openStream } from './open-stream-for-test.ts'

test.after.always(stopPostgres)

/** So that a test need not wait a quarter of a minute for what a heartbeat does. */
const quick = { settings: { stream: { heartbeatMs: 30 } } }

/** Writes messages into the log past the platform: nobody is woken up. */
function silentLog(t: ExecutionContext, databaseUrl: string) {
  const database = openDatabase(databaseUrl)
  t.teardown(async () => await database.close())
  return async (key: ConversationKey, ...ids: readonly string[]) => {
    for (const id of ids) {
      const data = { id, text: `This is ${id}` }
      await appendEvent(database.knex, key, { type: 'message-sent', key: `message:${id}`, turn: null, data })
    }
  }
}

test('a platform that closes says bye as its last word, and the stream ends', async (t) => {
  const { platform, url, path, client, account, conversation, databaseUrl } = await chatting(t)
  await silentLog(t, databaseUrl)({ account, conversation }, 'one')
  const frames = await openStream(t, `${url}${path}/stream?after=0`, { cookie: client.cookie() })
  t.is((await nextFrame(frames)).data.data.id, 'one')

  const [rest] = await Promise.all([framesUntilEnd(frames), platform.close()])

  t.deepEqual(
    rest.map(({ event, id }) => ({ event, id })),
    [{ event: 'bye', id: undefined }],
  )
  t.deepEqual(Object.keys(rest[0]?.data), ['afterMs'])
  t.true(Number.isInteger(rest[0]?.data.afterMs) && rest[0]?.data.afterMs >= 500)
})

test('an event whose wake-up was lost comes with a heartbeat', async (t) => {
  const { url, path, client, account, conversation, databaseUrl } = await chatting(t, {}, quick)
  const append = silentLog(t, databaseUrl)
  await append({ account, conversation }, 'one')
  const frames = await openStream(t, `${url}${path}/stream?after=0`, { cookie: client.cookie() })
  // The log was read when the stream was opened: what is written from here on is not in that reading.
  t.is((await nextFrame(frames)).data.data.id, 'one')

  for (const [index, id] of ['two', 'three'].entries()) {
    await append({ account, conversation }, id)

    const frame = await nextFrame(frames)
    t.is(frame.event, 'log')
    t.is(frame.id, String(index + 2))
    t.is(frame.data.data.id, id)
  }
})

test('a session that is gone takes its open stream along, and nobody else’s', async (t) => {
  const chat = await chatting(t, {}, quick)
  const { url, path, client, account, query } = chat
  const otherClient = chat.newClient()
  const other = await walkToChat(otherClient, chat.billing)
  const frames = await openStream(t, `${url}${path}/stream`, { cookie: client.cookie() })
  const otherPath = `/v1/conversations/${other.conversation}/stream`
  const otherFrames = await openStream(t, `${url}${otherPath}`, { cookie: otherClient.cookie() })

  await query('delete from sessions where user_id = $1', [account])

  t.deepEqual(await framesUntilEnd(frames), [])
  t.is((await client.call('GET', `${path}/stream`)).status, 401)
  await silentLog(t, chat.databaseUrl)(other, 'still here')
  t.is((await nextFrame(otherFrames)).data.data.id, 'still here')
  t.deepEqual(chat.errors, [])
})

test('a cursor of another conversation shows nothing of that one', async (t) => {
  const { url, path, client, account, conversation, databaseUrl, query } = await chatting(t, {}, quick)
  const append = silentLog(t, databaseUrl)
  const own = { account, conversation }
  const other = { account, conversation: `${conversation}-other` }
  await query(
    `insert into conversation (account_id, id, avatar_id)
     select account_id, $3, avatar_id from conversation where account_id = $1 and id = $2`,
    [account, conversation, other.conversation],
  )
  await append(other, 'other 1', 'other 2', 'other 3', 'other 4', 'other 5')
  await append(own, 'own 1', 'own 2', 'own 3')
  const open = async (cursor: string) =>
    await openStream(t, `${url}${path}/stream`, { cookie: client.cookie(), 'last-event-id': cursor })

  const within = await open('2')
  const beyond = await open('5')

  t.is((await nextFrame(within)).data.data.id, 'own 3')
  t.deepEqual(await nextFrame(beyond), { event: 'reset', id: undefined, data: {} })
  await append(other, 'other 6')
  await append(own, 'own 4')
  for (const frames of [within, beyond]) {
    const { id, data } = await nextFrame(frames)
    t.is(id, '4')
    t.is(data.data.id, 'own 4')
  }
})
