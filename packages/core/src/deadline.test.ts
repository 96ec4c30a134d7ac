import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import test from 'ava'
import { bounded, within } from './deadline.ts'

test('a time limit fires even after the garbage was collected', async (t) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const signal = within(20, new AbortController().signal)
  const fired = new Promise((resolve) => signal.addEventListener('abort', resolve))

  collect()
  await fired

  t.is((signal.reason as Error).name, 'TimeoutError')
})

test('it ends with whichever signal comes first', (t) => {
  const controller = new AbortController()
  const signal = within(60_000, controller.signal)
  const reason = new Error('enough')

  controller.abort(reason)

  t.is(signal.reason, reason)
})

test('work that heeds no signal is left behind', async (t) => {
  // The limit's timer keeps no process alive; here nothing else does.
  const alive = setInterval(() => {}, 1000)
  t.teardown(() => clearInterval(alive))
  await t.throwsAsync(
    async () => await bounded(10, new AbortController().signal, async () => await new Promise(() => {})),
    {
      name: 'TimeoutError',
    },
  )
  t.is(await bounded(60_000, new AbortController().signal, async () => await Promise.resolve('done')), 'done')
})
