import test from 'ava'
import { extendedDown, extendedUp, newestRows, pinned, rangeOf } from './row-window.ts'

const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ key: String(index) }))

test('shows the newest 60 rows at first', (t) => {
  t.deepEqual(rangeOf(rowsOf(1_000), newestRows), { from: 940, to: 1_000 })
})

test('shows all when there are few', (t) => {
  t.deepEqual(rangeOf(rowsOf(3), newestRows), { from: 0, to: 3 })
})

test('goes on showing the same first row while others come', (t) => {
  const window = pinned(rowsOf(100), newestRows)

  t.deepEqual(rangeOf(rowsOf(120), window), { from: 40, to: 120 })
})

test('never has more than 300 rows, whichever way it grows', (t) => {
  const rows = rowsOf(1_000)
  let window = newestRows
  for (let page = 0; page < 10; page++) window = extendedUp(rows, window)

  t.deepEqual(rangeOf(rows, window), { from: 440, to: 740 })
  for (let page = 0; page < 10; page++) window = extendedDown(rows, window)
  t.deepEqual(rangeOf(rows, window), { from: 700, to: 1_000 })
  t.is(window.last, null)
})
