import test from 'ava'
import { startTestRedis } from '../redis-for-test.ts'
import { connected, endRedis, openRedis } from './redis.ts'

for (const state of ['wait', 'connecting', 'ready', 'reconnecting'] as const) {
  test(`a connection that is ended while its state is "${state}" cannot be opened again, nor can its copy`, async (t) => {
    const server = await startTestRedis()
    t.teardown(async () => await server.stop())
    if (state === 'reconnecting') await server.kill()
    const first = openRedis(server.url, 'blocking', () => {})

    for (const redis of [first, first.duplicate()]) {
      redis.on('error', () => {})
      await reach(redis, state)
      const told = tells(redis, 'end')
      endRedis(redis)
      await told
      await t.throwsAsync(redis.connect(), { message: /closed/ })
      redis.disconnect()

      t.is(redis.status, 'end')
      t.false(await connected(redis))
    }
  })
}

test('a command is not waited for without end when Redis is there and silent', async (t) => {
  const server = await startTestRedis()
  t.teardown(async () => await server.stop())
  const redis = openRedis(server.url, 'commands', () => {})
  t.teardown(() => endRedis(redis))
  t.true(await connected(redis))

  server.freeze()

  await t.throwsAsync(redis.ping())
})

type Redis = ReturnType<typeof openRedis>

async function reach(redis: Redis, state: string): Promise<void> {
  if (state === 'wait') return
  const reached = tells(redis, state)
  // That it fails in some of these states is what the test is about.
  redis.connect().catch(() => {})
  await reached
}

/** Not `once` of Node, which an 'error' would reject. */
async function tells(redis: Redis, state: string): Promise<void> {
  await new Promise<void>((resolve) => redis.once(state, () => resolve()))
}
