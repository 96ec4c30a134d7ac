import { mock } from 'node:test'
import test, { type ExecutionContext } from 'ava'
import type { BusMessage } from '../event/bus.ts'
import { createTextFrames } from './text-frames.ts'

/** A turn's frames by a clock that the test moves, and what they have said so far. */
function framesOf(t: ExecutionContext) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
  t.teardown(() => mock.timers.reset())
  const said: [channel: string, message: BusMessage][] = []
  const bus = { publish: (channel: string, message: BusMessage) => void said.push([channel, message]) }
  const frames = createTextFrames(bus, { id: 't1', conversation: 'c1', attempt: 2 })
  return {
    frames,
    said,
    /** Where each frame begins, and its text. */
    sent: () => said.map(([, message]) => (message.type === 'text' ? [message.offset, message.text] : [])),
  }
}

test.serial('the first words go out at once, to the readers of their conversation', (t) => {
  const { frames, said } = framesOf(t)

  frames.add('Hello')

  t.deepEqual(said, [['conversation:c1', { type: 'text', turn: 't1', attempt: 2, offset: 0, text: 'Hello' }]])
})

test.serial('what comes within 30 ms of a frame is one frame, which waits for no more', (t) => {
  const { frames, sent } = framesOf(t)

  frames.add('I')
  frames.add(' was')
  mock.timers.tick(20)
  frames.add(' away')
  mock.timers.tick(9)
  t.deepEqual(sent(), [[0, 'I']])

  mock.timers.tick(1)
  t.deepEqual(sent().slice(1), [[1, ' was away']])

  mock.timers.tick(30)
  frames.add('.')
  t.deepEqual(sent().slice(2), [[10, '.']])
})

test.serial('half a letter waits for its other half, at the beginning and later', (t) => {
  const { frames, sent } = framesOf(t)
  const [high, low] = ['🌼'.slice(0, 1), '🌼'.slice(1)]

  frames.add(high)
  t.deepEqual(sent(), [])
  frames.add(low)
  mock.timers.tick(30)
  t.deepEqual(sent(), [[0, '🌼']])

  frames.add(`a${high}`)
  mock.timers.tick(30)
  frames.add(`${low}b`)
  mock.timers.tick(30)
  t.deepEqual(sent().slice(1), [
    [2, 'a'],
    [3, '🌼b'],
  ])
  t.is(frames.text(), '🌼a🌼b')
})

test.serial('who asks gets in one frame what was sent from there on, and nothing that was not', (t) => {
  const { frames, sent } = framesOf(t)
  frames.add('One')
  frames.add(' two')
  mock.timers.tick(30)
  frames.add(' three')
  const before = sent().length

  for (const offset of [0, 3, 7, 99]) frames.again(offset)

  t.deepEqual(sent().slice(before), [
    [0, 'One two'],
    [3, ' two'],
  ])
  mock.timers.tick(30)
  t.deepEqual(sent().at(-1), [7, ' three'])
})

test.serial('what was not sent is forgotten when the rest is dropped', (t) => {
  const { frames, sent } = framesOf(t)
  frames.add('Said')
  frames.add(' and withheld')

  frames.drop()

  mock.timers.tick(1000)
  t.deepEqual(sent(), [[0, 'Said']])
  t.is(frames.text(), 'Said')
  frames.again(0)
  t.deepEqual(sent().slice(1), [[0, 'Said']])
})
