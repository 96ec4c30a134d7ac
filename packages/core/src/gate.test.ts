import test from 'ava'
import { gate, gates } from './gate.ts'
import { PlatformError } from './platform-error.ts'

const refusal = () => new PlatformError('unavailable', 'full')

test('lets as many run at once as it may, and the others in turn', async (t) => {
  const enter = gate({ running: 2, waiting: 10, refusal })
  let running = 0
  let most = 0
  const order: number[] = []

  const work = async (number: number) => {
    most = Math.max(most, ++running)
    order.push(number)
    await new Promise(setImmediate)
    running--
  }
  await Promise.all([1, 2, 3, 4, 5].map((number) => enter(() => work(number))))

  t.is(most, 2)
  t.deepEqual(order, [1, 2, 3, 4, 5])
})

test('refuses what does not fit into the queue, and recovers', async (t) => {
  const enter = gate({ running: 1, waiting: 1, refusal })
  let finish = () => {}

  const first = enter(() => new Promise<void>((resolve) => (finish = resolve)))
  const second = enter(async () => 'second')
  t.like(await t.throwsAsync(enter(async () => 'third')), { code: 'unavailable' })
  finish()

  await first
  t.is(await second, 'second')
  t.is(await enter(async () => 'fourth'), 'fourth')
})

test('a failure makes room for the next', async (t) => {
  const enter = gate({ running: 1, waiting: 1, refusal })
  const failing = enter(async () => {
    throw new Error('no luck')
  })
  const next = enter(async () => 'next')

  await t.throwsAsync(failing, { message: 'no luck' })
  t.is(await next, 'next')
})

test('each key has a gate of its own', async (t) => {
  const enter = gates({ running: 1, waiting: 0, refusal })
  let finish = () => {}
  const first = enter('ada', () => new Promise<void>((resolve) => (finish = resolve)))

  await t.throwsAsync(
    enter('ada', async () => 'second'),
    { message: 'full' },
  )
  t.is(await enter('ben', async () => 'his own'), 'his own')
  finish()
  await first
  t.is(await enter('ada', async () => 'again'), 'again')
})
