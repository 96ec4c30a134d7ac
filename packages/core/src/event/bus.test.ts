import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { startTestRedis } from '../redis-for-test.ts'
import type { Bus, BusMessage } from './bus.ts'
import { memoryBus } from './memory-bus.ts'
import { redisBus } from './redis-bus.ts'

const redis = await startTestRedis()
test.after.always(async () => await redis.stop())

const overRedis = (): Bus =>
  redisBus({
    url: redis.url,
    onError: (error) => {
      throw error
    },
  })

/** What both buses promise. On Redis the other end is a bus of its own, as in another process. */
const suites: readonly { readonly name: string; readonly pair: () => readonly [Bus, Bus] }[] = [
  {
    name: 'in memory',
    pair: () => {
      const bus = memoryBus()
      return [bus, bus]
    },
  },
  { name: 'on Redis', pair: () => [overRedis(), overRedis()] },
]

for (const { name, pair } of suites) {
  const open = async (t: { teardown: (fn: () => Promise<void>) => void }) => {
    const [near, far] = pair()
    await Promise.all([near.open(), far.open()])
    t.teardown(async () => {
      await near.close()
      await far.close()
    })
    return { near, far }
  }

  test.serial(`${name}: messages come in order, to each who listens, as copies`, async (t) => {
    const { near, far } = await open(t)
    const first = listen(far, 'c')
    const second = listen(far, 'c')
    await Promise.all([first.heard, second.heard])

    for (let offset = 0; offset < 100; offset++) near.publish('c', frame(offset))
    await Promise.all([first.reaches(100), second.reaches(100)])

    t.deepEqual(
      first.messages,
      Array.from({ length: 100 }, (_, offset) => frame(offset)),
    )
    t.deepEqual(second.messages, first.messages)
    t.not(second.messages[0], first.messages[0])
  })

  test.serial(`${name}: nothing comes within publish, from other channels, or after the end`, async (t) => {
    const { near, far } = await open(t)
    const listener = listen(far, 'mine')
    const witness = listen(far, 'witness')
    await Promise.all([listener.heard, witness.heard])

    near.publish('other', { type: 'wake' })
    near.publish('mine', { type: 'wake' })
    t.deepEqual(listener.messages, [])
    await listener.reaches(1)
    listener.end()
    near.publish('mine', { type: 'wake' })
    near.publish('witness', { type: 'wake' })
    await witness.reaches(1)

    t.deepEqual(listener.messages, [{ type: 'wake' }])
  })

  test.serial(`${name}: one of two who listen may leave, and the last may come again`, async (t) => {
    const { near, far } = await open(t)
    const stays = listen(far, 'c')
    const leaves = listen(far, 'c')
    await Promise.all([stays.heard, leaves.heard])
    leaves.end()
    near.publish('c', { type: 'wake' })
    await stays.reaches(1)
    stays.end()
    const again = listen(far, 'c')
    await again.heard
    near.publish('c', { type: 'wake' })
    await again.reaches(1)

    t.deepEqual(leaves.messages, [])
    t.is(stays.messages.length, 1)
  })

  test.serial(`${name}: letters beyond the basic plane and line ends arrive as they were`, async (t) => {
    const { near, far } = await open(t)
    const listener = listen(far, 'c')
    await listener.heard
    const text = 'a\n\r\u2028"\\ \u{1f33c} é'

    near.publish('c', { ...frame(0), text })
    await listener.reaches(1)

    t.deepEqual(listener.messages, [{ ...frame(0), text }])
  })

  test.serial(`${name}: a closed bus says nothing and fails nobody`, async (t) => {
    const { near } = await open(t)
    const listener = listen(near, 'c')
    await listener.heard
    await near.close()

    t.notThrows(() => near.publish('c', { type: 'wake' }))
    t.notThrows(() => listener.end())
  })
}

test('on Redis: what was missed while it was away is made good by a wake on each channel', async (t) => {
  const server = await startTestRedis()
  const errors: unknown[] = []
  const bus = redisBus({ url: server.url, onError: (error) => errors.push(error) })
  t.teardown(async () => {
    await bus.close()
    await server.stop()
  })
  await bus.open()
  const listener = listen(bus, 'c')
  await listener.heard

  await server.kill()
  await listener.reaches(1)
  t.deepEqual(listener.messages[0], { type: 'wake' }, 'while it is away')
  const late = listen(bus, 'd')
  await late.heard
  await server.start()
  await late.reaches(1)
  const before = late.messages.length
  // The subscriptions are in force again.
  while (late.messages.length === before || late.messages.at(-1)?.type !== 'text') {
    bus.publish('d', frame(7))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }

  t.deepEqual(late.messages.at(-1), frame(7))
  t.is(errors.length, 2, 'one word for each connection')
})

test('on Redis: a close before the subscriptions are in force again fails nobody', async (t) => {
  const server = await forgetfulRedis(t)
  const bus = redisBus({ url: server.url, onError: (error) => t.log(error) })
  const listener = listen(bus, 'c')
  await listener.heard

  await server.askedAgain
  await bus.close()

  // A promise that nobody handles fails the whole file.
  t.deepEqual(listener.messages, [])
})

/** Grants the first subscription, breaks the connection, and never answers the next one. */
async function forgetfulRedis(t: ExecutionContext) {
  const version = 'redis_version:7.0.0\r\n'
  let subscriptions = 0
  let tell = () => {}
  const askedAgain = new Promise<void>((resolve) => {
    tell = resolve
  })
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      for (const [, command] of String(chunk).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        if (command === 'hello') socket.write('-NOPROTO of the second version only\r\n')
        if (command === 'client') socket.write('+OK\r\n')
        if (command === 'info') socket.write(`$${version.length}\r\n${version}\r\n`)
        if (command !== 'subscribe') continue
        subscriptions++
        if (subscriptions === 1) socket.end('*3\r\n$9\r\nsubscribe\r\n$8\r\nparlor:c\r\n:1\r\n')
        else tell()
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo // a TCP port was asked for
  return { url: `redis://127.0.0.1:${port}`, askedAgain }
}

function frame(offset: number) {
  return { type: 'text' as const, turn: 't', attempt: 1, offset, text: `${offset}` }
}

function listen(bus: Bus, channel: string) {
  const messages: BusMessage[] = []
  const waiting = new Set<() => void>()
  let hear = () => {}
  const heard = new Promise<void>((resolve) => {
    hear = resolve
  })
  const end = bus.subscribe(
    channel,
    (message) => {
      messages.push(message)
      for (const look of waiting) look()
    },
    hear,
  )
  const reaches = async (count: number) =>
    await new Promise<void>((resolve) => {
      const look = () => {
        if (messages.length < count) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { messages, heard, end, reaches }
}
