import { setTimeout as delay } from 'node:timers/promises'
import test from 'ava'
import { createTextFrames } from '../conversation/text-frames.ts'
import { openDatabase } from '../database/database.ts'
import { turnsChannel, type Bus, type BusMessage } from '../event/bus.ts'
import { followConversation } from '../event/follow.ts'
import { memoryBus } from '../event/memory-bus.ts'
import { chatting, stopPostgres } from '../test-platform.ts'

test.after.always(stopPostgres)

/** Letters of one to four bytes, and pairs of surrogates. */
const sentence = 'Es war schön, 今日は晴れ, naïve 🌼🌻 and plain words. '
/** A little more than the time whose deltas are joined: each becomes a frame. */
const pauseMs = 35

/** Loses every third frame of text, whether it was sent or sent again. */
function losingBus(): Bus & { readonly asks: BusMessage[]; readonly lost: () => number } {
  const bus = memoryBus()
  const asks: BusMessage[] = []
  let texts = 0
  return {
    ...bus,
    asks,
    lost: () => Math.floor(texts / 3),
    publish(channel, message) {
      if (message.type === 'ask') asks.push(message)
      if (message.type === 'text' && ++texts % 3 === 0) return
      bus.publish(channel, message)
    },
  }
}

test('a bus that loses every third frame leaves no hole: what lacks is asked for, and sent again', async (t) => {
  const { account, conversation, databaseUrl } = await chatting(t)
  const database = openDatabase(databaseUrl)
  t.teardown(async () => await database.close())
  const bus = losingBus()
  const frames = createTextFrames(bus, { id: 'turn', conversation, attempt: 1 })
  // As a runner answers.
  bus.subscribe(turnsChannel, (message) => {
    if (message.type === 'ask' && message.turn === 'turn') frames.again(message.offset)
  })
  const errors: unknown[] = []
  const faults: string[] = []
  let seen = ''
  const key = { account, conversation }
  const follower = followConversation({ database, bus, report: (error) => errors.push(error) }, key, {
    after: 0,
    drained: async () => {},
    send(message) {
      if (message.type !== 'text') return
      if (message.offset !== seen.length) faults.push(`${message.offset} after ${seen.length}`)
      seen += message.text
    },
  })
  t.teardown(() => follower.close())

  const wanted = sentence.repeat(4)
  for (let from = 0; from < wanted.length; from += 9) {
    frames.add(wanted.slice(from, from + 9))
    await delay(pauseMs)
  }
  // Who lacks the end of a text learns it from what comes after.
  for (let more = 0; more < 20 && seen.length < wanted.length; more++) {
    frames.add('and so on ')
    await delay(pauseMs)
  }

  t.is(seen.slice(0, wanted.length), wanted)
  t.deepEqual(faults, [])
  t.true(bus.lost() > 5)
  t.true(bus.asks.length > 5)
  t.deepEqual(errors, [])
})
