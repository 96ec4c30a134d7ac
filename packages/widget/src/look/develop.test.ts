import test from 'ava'
import type { Photo, PhotoState } from '../api/shapes.ts'
import { developingBlur, meetingBlur, progressOf, stageWords, usualWait } from './develop.ts'

test('the bar follows the clock and is full only when the look is there', (t) => {
  t.is(progressOf(photo('generating', 15_000)), 43)
  t.is(progressOf(photo('finishing', 15_000)), 90)
  t.is(progressOf(photo('finishing', 300_000)), 95)
  t.is(progressOf(photo('queued', 20_000)), 3)
  t.is(progressOf(photo('ready', 1_000)), 100)
})

test('the portrait only ever comes nearer', (t) => {
  const blurs = [
    ...[0, 1, 2, 3, 4].map(meetingBlur),
    developingBlur(undefined),
    developingBlur(photo('starting', 1_000)),
    developingBlur(photo('generating', 10_000)),
    developingBlur(photo('generating', 20_000)),
    developingBlur(photo('finishing', 28_000)),
  ]

  t.deepEqual(
    blurs,
    [...blurs].sort((a, b) => b - a),
  )
})

test('another try takes nothing of the nearness back, and says what it is', (t) => {
  const again = { ...photo('queued', 20_000), tries: 1 }

  t.true(developingBlur(again) <= developingBlur(photo('generating', 60_000)))
  t.is(stageWords(again), 'One try did not come out, so it is being painted again.')
})

test('gives every stage its words and the wait a round number', (t) => {
  t.is(stageWords(photo('generating', 1_000)), 'Finding the light.')
  t.is(stageWords(photo('generating', 60_000)), 'Still painting.')
  t.is(stageWords({ ...photo('queued', 1_000), place: 2 }), '2 photos before yours.')
  t.is(stageWords({ ...photo('queued', 1_000), place: 0 }), 'Getting everything ready.')
  t.is(usualWait(31_400), 'Usually 30 seconds.')
  t.is(usualWait(4_200), 'Usually 4 seconds.')
  t.is(usualWait(130_000), 'Usually 2 minutes.')
})

function photo(state: PhotoState, elapsedMs: number): Photo {
  return {
    id: 'p1',
    kind: 'reference',
    state,
    version: 1,
    width: 1024,
    height: 1280,
    alt: '',
    caption: null,
    change: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    place: null,
    tries: 0,
    elapsedMs,
    waitedMs: 0,
    expectedMs: 30_000,
    lateMs: 50_000,
    isStopping: false,
    code: null,
    mayRetry: true,
    counted: null,
    image: null,
    preview: null,
  }
}
