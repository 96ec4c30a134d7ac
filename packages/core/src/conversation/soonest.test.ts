import { mock } from 'node:test'
import test from 'ava'
import { soonest } from './soonest.ts'

test.serial('wishes that keep coming do not put it off, and a nearer one comes first', (t) => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] })
  t.teardown(() => mock.timers.reset())
  let runs = 0
  const look = soonest(() => runs++)

  look.within(1000)
  for (let wish = 0; wish < 10; wish++) {
    look.within(20)
    mock.timers.tick(10)
  }
  t.is(runs, 5)

  look.within(1000)
  look.within(20)
  look.cancel()
  mock.timers.tick(2000)
  t.is(runs, 5)
})

test('what is wished for at once is done without a timer, unless it is called off', async (t) => {
  let runs = 0
  const look = soonest(() => runs++)

  look.within(0)
  await new Promise(setImmediate)
  t.is(runs, 1)

  look.within(0)
  look.cancel()
  await new Promise(setImmediate)
  t.is(runs, 1)
})
