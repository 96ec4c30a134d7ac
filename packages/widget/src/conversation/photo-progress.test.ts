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
  elapsedMs: 2_000,
  expectedMs: 10_000,
  measuredAt: 50_000,
  mayRetry: false,
  isAgain: false,
  at: '',
}

test('goes on between two reports by the clock', (t) => {
  const progress = photoProgress(card, 52_000)

  t.deepEqual(progress, { fraction: 0.4, isLate: false, words: 'Developing · about 6 s' })
})

test('says so when it takes longer than expected', (t) => {
  const progress = photoProgress(card, 60_000)

  t.deepEqual(progress, { fraction: 0.96, isLate: true, words: 'Developing · Taking longer than usual' })
})

test('promises no time for another try, and does not begin again at the first stage', (t) => {
  t.is(photoProgress({ ...card, state: 'queued', isAgain: true }, 52_000).words, 'Trying once more')
  t.is(
    photoProgress({ ...card, state: 'queued', isAgain: true }, 90_000).words,
    'Trying once more · Taking longer than usual',
  )
})

test('counts long waits in minutes', (t) => {
  t.is(about(120_000), 'about 2 min')
})
