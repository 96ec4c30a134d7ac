import { setTimeout as delay } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { newId } from '../database/id.ts'
import { openDatabase } from '../database/database.ts'
import { freshDatabase, stopPostgres } from '../test-platform.ts'
import { migrate } from '../database/migrate.ts'
import { conversationChannel } from './bus.ts'
import type { LogEvent } from './event.ts'
import { followConversation } from './follow.ts'
import { appendEvent, readEvents } from './log.ts'
import { memoryBus } from './memory-bus.ts'

test.after.always(stopPostgres)

/** A follower of an empty conversation, and the log that it follows. */
async function following(t: ExecutionContext) {
  const database = openDatabase(await freshDatabase())
  await migrate(database)
  const key = { account: newId(), conversation: newId() }
  await database
    .knex('conversation')
    .insert({ account_id: key.account, id: key.conversation, avatar_id: newId() })
  const bus = memoryBus()
  const given: LogEvent[] = []
  const errors: unknown[] = []
  let reads = 0
  const counted: typeof database = {
    ...database,
    pool: new Proxy(database.pool, {
      get(pool, name) {
        const value: unknown = Reflect.get(pool, name)
        if (typeof value !== 'function') return value
        return (...values: readonly unknown[]) => {
          if (name === 'query' && (values[0] as { name?: string }).name === 'event-read') reads++
          return value.apply(pool, values) as unknown
        }
      },
    }),
  }
  const follower = followConversation(
    { database: counted, bus, report: (error) => errors.push(error) },
    key,
    {
      after: 0,
      drained: async () => {},
      send: (message) => message.type === 'log' && given.push(message.event),
    },
  )
  t.teardown(async () => {
    follower.close()
    await bus.close()
    await database.close()
  })
  const until = async (count: number) => {
    while (given.length < count) await delay(5)
  }
  /** Appends without a word on the bus. */
  const append = async (id: string): Promise<LogEvent> => {
    const data = { id, text: `This is ${id}` }
    const seq = await appendEvent(database.knex, key, { type: 'message-sent', key: id, turn: null, data })
    const [event] = await readEvents(database, key, { after: (seq ?? 0) - 1, limit: 1 })
    if (event === undefined) throw new Error('Nothing was appended')
    return event
  }
  const tell = (event: LogEvent) => bus.publish(conversationChannel(key.conversation), { type: 'log', event })
  // The reading with which every follower begins is over once what was there before is given.
  const first = await append('first')
  await until(1)
  await delay(50)
  return { first, append, tell, until, given, errors, reads: () => reads }
}

test('an event that is the next one is given as it was told, without a look into the log', async (t) => {
  const { first, append, tell, until, given, errors, reads } = await following(t)
  const before = reads()

  const second = await append('second')
  tell(second)
  await until(2)

  t.deepEqual(given, [first, second])
  t.is(reads(), before)
  t.deepEqual(errors, [])
})

test('events told twice, too late, ahead of others or not at all are given once and in order', async (t) => {
  const { first, append, tell, until, given, errors } = await following(t)
  const told = [first, await append('a'), await append('b'), await append('c'), await append('d')]

  // 'a' and 'b' are told by nobody before 'c' is, and 'c' twice.
  for (const at of [3, 3, 1, 0, 4, 2, 4]) {
    const event = told[at]
    if (event !== undefined) tell(event)
  }
  await until(5)
  await delay(50)

  t.deepEqual(given, told)
  t.deepEqual(errors, [])
})
