import test from 'ava'
import { createOpenStreams } from './open-streams.ts'

test('the oldest stream of an account makes room for the twenty-first', (t) => {
  const streams = createOpenStreams()
  const closed: number[] = []
  const leaves = Array.from({ length: 20 }, (_item, index) => streams.enter('a', () => closed.push(index)))
  streams.enter('b', () => closed.push(-1))

  streams.enter('a', () => closed.push(20))
  t.deepEqual(closed, [0])
  leaves[5]?.()
  streams.enter('a', () => closed.push(21))
  t.deepEqual(closed, [0])
})
