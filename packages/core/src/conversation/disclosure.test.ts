import test from 'ava'
import type { LogEvent } from '../event/event.ts'
import { defaultNotice } from '../safety/disclosure.ts'
import { chatting, stopPostgres } from '../test-platform.ts'

test.after.always(stopPostgres)

const settings = { disclosure: { everyMinutes: 180 } }
const typesOf = (events: readonly LogEvent[]) => events.map(({ type }) => type)
const noticesOf = (events: readonly LogEvent[]) => events.filter(({ type }) => type === 'notice-given')

test.serial(
  'the first message is preceded by the notice, the next one only when its time has passed',
  async (t) => {
    const { say, client, conversation, query } = await chatting(t, {}, { settings })

    await say('Hello')
    await say('Again')
    await query(`update conversation set disclosed_at = now() - interval '179 minutes'`)
    await say('Still here')
    t.is(noticesOf(await client.events(conversation)).length, 1)
    await query(`update conversation set disclosed_at = now() - interval '181 minutes'`)
    await say('And now')

    const events = await client.events(conversation)
    t.deepEqual(typesOf(events), [
    'notice-given', 'message-sent', 'turn-ended', 'message-sent', 'turn-ended', 'message-sent', 'turn-ended',
    'notice-given', 'message-sent', 'turn-ended',
  ]) // prettier-ignore
    t.deepEqual(
      events.map(({ seq }) => seq),
      events.map((_event, index) => index + 1),
    )
    t.deepEqual(events[0]?.data, { kind: 'ai', text: defaultNotice })
  },
)

test.serial('many messages at once bring one notice, and the same id again brings none', async (t) => {
  const { client, conversation, path } = await chatting(t, {}, { settings })
  const say = async (id: string) => await client.call('POST', `${path}/messages`, { id, text: 'Hello' })

  const answers = await Promise.all(
    Array.from({ length: 12 }, async (_, index) => await say(`message-${index % 6}`)),
  )

  t.deepEqual([...new Set(answers.map(({ status }) => status))], [202])
  const events = await client.events(conversation)
  t.is(noticesOf(events).length, 1)
  t.is(events[0]?.type, 'notice-given')
  t.is(events.filter(({ type }) => type === 'message-sent').length, 6)
  const last = events.at(-1)?.seq ?? 0
  t.deepEqual(
    events.map(({ seq }) => seq),
    Array.from({ length: last }, (_, index) => index + 1),
  )
})

test.serial('the words and the interval are the operator’s, and no model hears the notice', async (t) => {
  const asked: string[] = []
  const { say, client, conversation, query } = await chatting(
    t,
    {
      chatModel: {
        async *stream(request) {
          asked.push(JSON.stringify(request))
          yield { type: 'text', text: 'Hi.' }
        },
      },
    },
    { settings: { disclosure: { everyMinutes: 30, text: 'A machine answers here.' } } },
  )

  await say('Hello')
  await query(`update conversation set disclosed_at = now() - interval '31 minutes'`)
  await say('Again')

  const notices = noticesOf(await client.events(conversation))
  t.deepEqual(
    notices.map(({ data }) => data),
    Array.from({ length: 2 }, () => ({ kind: 'ai', text: 'A machine answers here.' })),
  )
  t.notRegex(asked.join(), /A machine answers here/)
})

test.serial('the same notice cannot be given twice: its key is unique in the log', async (t) => {
  const { say, query, post, client, conversation } = await chatting(t, {}, { settings })
  await say('Hello')

  t.deepEqual(await query(`select key from event where type = 'notice-given'`), [{ key: 'notice:ai:1' }])
  // As if a second writer had not seen the first.
  await query('update conversation set disclosed_at = null, disclosures = 0')
  t.is((await post('Again')).status, 500)

  t.is(noticesOf(await client.events(conversation)).length, 1)
})
