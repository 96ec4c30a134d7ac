import test from 'ava'
import { isLate, leftMs, placeWords, shareOf, type PhotoWait } from './photo-wait.ts'

const wait: PhotoWait = {
  state: 'generating',
  place: null,
  tries: 0,
  elapsedMs: 10_000,
  waitedMs: 5_000,
  expectedMs: 15_000,
  lateMs: 25_000,
}

test('a photo that waits for its turn has an empty bar, however long it waits', (t) => {
  const queued = { ...wait, state: 'queued', place: 3 } as const

  t.is(shareOf({ ...queued, elapsedMs: 60_000, waitedMs: 60_000, expectedMs: 70_000 }), 0)
  t.is(leftMs(queued), undefined)
  t.is(placeWords(queued), '3 photos before yours')
  t.is(placeWords({ ...queued, place: 1 }), '1 photo before yours')
  t.is(placeWords({ ...queued, place: 200 }), '200 photos and more before yours')
  t.is(placeWords({ ...queued, place: 0 }), undefined)
})

test('the bar follows the time since the start, goes on forwards beyond it and is never full', (t) => {
  const shares = [5, 8, 10, 15, 16, 30, 60, 6_000].map((seconds) =>
    shareOf({ ...wait, elapsedMs: seconds * 1000 }),
  )

  t.deepEqual(
    shares,
    shares.toSorted((one, other) => one - other),
  )
  t.is(shares[0], 0)
  t.true((shares.at(-1) ?? 1) < 1)
  t.true(shareOf({ ...wait, state: 'finishing' }) >= 0.9)
})

test('late is what nearly no other was, not what every second one is', (t) => {
  t.false(isLate({ ...wait, elapsedMs: 20_000 }))
  t.true(isLate({ ...wait, elapsedMs: 26_000 }))
  // In the queue all of the time is waiting.
  t.false(isLate({ ...wait, state: 'queued', elapsedMs: 19_000, waitedMs: 19_000, lateMs: 39_000 }))
  t.true(isLate({ ...wait, state: 'queued', elapsedMs: 21_000, waitedMs: 21_000, lateMs: 41_000 }))
})

test('no time is promised where it would be a guess', (t) => {
  t.is(leftMs(wait), 5_000)
  t.is(leftMs({ ...wait, tries: 1 }), undefined)
  t.is(leftMs({ ...wait, elapsedMs: 16_000 }), undefined)
})
