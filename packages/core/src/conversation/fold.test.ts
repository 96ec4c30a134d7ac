import test from 'ava'
import { isFull, nextFold, windowRows } from './fold.ts'
import type { SaidTurn } from './history.ts'

/** Turns of 100 tokens that follow one another, each with a message and its end. */
const turns = (count: number, tokens = 100): SaidTurn[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `t${index}`,
    messages: [],
    tokens,
    firstSeq: index * 2 + 1,
    endSeq: index * 2 + 2,
    rows: 2,
  }))

test('three quarters of the tokens or of the rows are full', (t) => {
  t.false(isFull(turns(7), 1000))
  t.true(isFull(turns(8), 1000))
  t.false(isFull(turns((windowRows * 0.75) / 2, 1), 6000))
  t.true(isFull(turns((windowRows * 0.75) / 2 + 1, 1), 6000))
})

test('the oldest turns are folded until two fifths are left', (t) => {
  const fold = nextFold(turns(8), 1000)

  t.deepEqual(
    fold?.turns.map(({ id }) => id),
    ['t0', 't1', 't2', 't3'],
  )
  t.is(fold?.uptoSeq, 8)
  t.is(fold?.readFrom, 9)
})

test('a turn that is not ended stays, and reading begins at its first message', (t) => {
  const [first, ...rest] = turns(8)
  const open = { ...first, id: 'open', endSeq: undefined } as SaidTurn

  const fold = nextFold([open, ...rest], 1000)

  t.deepEqual(
    fold?.turns.map(({ id }) => id),
    ['t1', 't2', 't3', 't4'],
  )
  t.is(fold?.uptoSeq, 10)
  t.is(fold?.readFrom, 1)
})

test('what a later turn said before an earlier one ended is not lost', (t) => {
  // Always one ahead: each message stands before the answer to the one before it.
  const ahead = turns(8).map((turn, index) => ({ ...turn, firstSeq: index * 2 + 1, endSeq: index * 2 + 4 }))

  const fold = nextFold(ahead, 1000)

  t.is(fold?.uptoSeq, 10)
  t.is(fold?.readFrom, 9)
})

test('the last two turns stay, however long they are', (t) => {
  t.is(nextFold(turns(2, 5000), 1000), undefined)
  t.deepEqual(
    nextFold(turns(3, 5000), 1000)?.turns.map(({ id }) => id),
    ['t0'],
  )
})

test('short turns are folded by their number, and a fold that lags behind takes bites', (t) => {
  t.is(nextFold(turns(61, 1), 6000)?.turns.length, 61 - (windowRows * 0.3) / 2)
  t.is(nextFold(turns(200, 500), 6000)?.turns.length, 16)
})
