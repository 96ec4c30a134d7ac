import test from 'ava'
import { about, photoProgress } from './photo-progress.ts'
import type { PhotoCard } from './row.ts'

const card: PhotoCard = {
  key: 'p1',
  photo: 'p1',
  offset: 0,
  width: 1024,
  height: 1280,
  alt: '',
  caption: null,
  state: 'generating',
  place: null,
  tries: 0,
  elapsedMs: 2_000,
  waitedMs: 0,
  expectedMs: 10_000,
  lateMs: 15_000,
  measuredAt: 50_000,
  isStopping: false,
  mayRetry: false,
  counted: null,
  refusal: null,
  at: '',
}

test('goes on between two reports by the clock', (t) => {
  const progress = photoProgress(card, 52_000)

  t.deepEqual(progress, { fraction: 0.34, isLate: false, words: 'Developing · about 6 s' })
})

test('promises no time beyond the usual, and says so when it takes longer than nearly all others', (t) => {
  t.like(photoProgress(card, 60_000), { isLate: false, words: 'Developing' })
  t.like(photoProgress(card, 64_000), { isLate: true, words: 'Developing · Taking longer than usual' })
})

test('tells who waits behind others how many there are, with an empty bar and no time', (t) => {
  const queued = { ...card, state: 'queued', waitedMs: 2_000, expectedMs: 12_000, lateMs: 17_000 } as const

  t.like(photoProgress({ ...queued, place: 2 }, 52_000), { fraction: 0, words: '2 photos before yours' })
  t.is(photoProgress({ ...queued, place: 0 }, 52_000).words, 'Getting ready · about 8 s')
  t.is(photoProgress({ ...card, isStopping: true }, 52_000).words, 'Stopping')
})

test('promises no time for another try, and does not begin again at the first stage', (t) => {
  t.is(photoProgress({ ...card, state: 'queued', tries: 1 }, 52_000).words, 'Trying once more')
  t.is(
    photoProgress({ ...card, state: 'queued', tries: 1 }, 90_000).words,
    'Trying once more · Taking longer than usual',
  )
})

test('counts long waits in minutes', (t) => {
  t.is(about(120_000), 'about 2 min')
})
