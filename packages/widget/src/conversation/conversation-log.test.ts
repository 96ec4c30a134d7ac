import test from 'ava'
import type { Event, EventData } from '../api/shapes.ts'
import { conversationLog } from './conversation-log.ts'
import type { Row } from './row.ts'
import { segmentsOf } from './row.ts'

function event<Type extends keyof EventData>(
  seq: number,
  type: Type,
  turn: string,
  data: EventData[Type],
): Event {
  // one member of the union, which the compiler cannot see through a generic type
  return { seq, type, turn, at: '2026-01-02T03:04:05.000Z', data } as unknown as Event
}

const asked = (seq: number, photo: string, more: { retryOf?: string; turn?: string } = {}): Event =>
  event(seq, 'photo-requested', more.turn ?? 't1', {
    photo,
    callNo: 1,
    offset: 3,
    width: 1024,
    height: 1280,
    expectedMs: 9_000,
    alt: 'asked',
    ...(more.retryOf ? { retryOf: more.retryOf } : {}),
  })

const said = (seq: number, turn: string, text: string): Event =>
  event(seq, 'message-sent', turn, { id: `message-${seq}`, text })
const ended = (seq: number, turn: string, text: string): Event =>
  event(seq, 'turn-ended', turn, { reason: 'answered', text })

const lines = (rows: readonly Row[]): string[] => rows.map((row) => `${row.kind} ${row.text}`)

function logOf(...events: Event[]) {
  const log = conversationLog(() => 1_000)
  for (const each of events) log.apply(each)
  return log
}

test('puts an answer under the messages that it answers, whatever was sent meanwhile', (t) => {
  const log = logOf(said(1, 't1', 'a'), said(2, 't2', 'b'), ended(3, 't1', 'to a'), ended(4, 't2', 'to b'))

  t.deepEqual(lines(log.rows()), ['mine a', 'hers to a', 'mine b', 'hers to b'])
})

test('counts an event once and takes pages in any order', (t) => {
  const log = logOf(said(3, 't2', 'b'), ended(4, 't2', 'to b'))

  t.true(log.apply(said(1, 't1', 'a')))
  t.true(log.apply(ended(2, 't1', 'to a')))
  t.false(log.apply(said(1, 't1', 'a')))
  t.deepEqual(lines(log.rows()), ['mine a', 'hers to a', 'mine b', 'hers to b'])
  t.is(log.firstSeq(), 1)
  t.is(log.lastSeq(), 4)
})

test('shows streamed text, which the end of the turn replaces', (t) => {
  const log = logOf(said(1, 't1', 'a'))
  log.applyText({ turn: 't1', attempt: 1, offset: 0, text: 'strea' })

  t.deepEqual(lines(log.rows()), ['mine a', 'hers strea'])
  log.apply(ended(2, 't1', 'whole'))
  t.false(log.applyText({ turn: 't1', attempt: 1, offset: 5, text: 'ming' }))
  t.deepEqual(lines(log.rows()), ['mine a', 'hers whole'])
})

test('waits for a turn until it ends', (t) => {
  const log = logOf(said(1, 't1', 'a'))

  t.is(log.openTurn(), 't1')
  log.apply(ended(2, 't1', ''))
  t.is(log.openTurn(), null)
})

test('calls a message read once its answer shows', (t) => {
  const log = logOf(said(1, 't1', 'a'))
  const delivery = (): unknown => log.rows().map((row) => (row.kind === 'mine' ? row.delivery : ''))[0]

  t.is(delivery(), 'sent')
  log.applyText({ turn: 't1', attempt: 1, offset: 0, text: 'H' })
  t.is(delivery(), 'read')
})

test('places a photo in the text where it was asked for', (t) => {
  const log = logOf(said(1, 't1', 'a'), asked(2, 'p1'), ended(3, 't1', 'OneTwo'))
  const row = log.rows()[1]

  t.is(row?.kind, 'hers')
  const segments = row?.kind === 'hers' ? segmentsOf(row) : []
  t.deepEqual(
    segments.map((segment) => (segment.kind === 'text' ? segment.text : segment.card.photo)),
    ['One', 'p1', 'Two'],
  )
})

const frame = {
  photo: 'p1',
  state: 'generating',
  place: null,
  tries: 0,
  elapsedMs: 0,
  waitedMs: 0,
  expectedMs: 5_000,
  lateMs: 9_000,
} as const

test('follows a photo to its end', (t) => {
  const log = logOf(said(1, 't1', 'a'), asked(2, 'p1'))
  const card = () => log.rows().flatMap((row) => (row.kind === 'hers' ? row.photos : []))[0]

  t.is(card()?.state, 'queued')
  log.applyProgress({ ...frame, state: 'generating', elapsedMs: 400, expectedMs: 5_000 })
  t.is(card()?.state, 'generating')
  t.is(card()?.expectedMs, 5_000)
  log.apply(event(3, 'photo-ready', 't1', { photo: 'p1', width: 1024, height: 1280, alt: 'a window' }))
  t.is(card()?.alt, 'a window')
  t.false(log.applyProgress({ ...frame, state: 'generating', elapsedMs: 1, expectedMs: 1 }))
  t.is(card()?.state, 'ready')
})

test('keeps on the card why something that was asked of a photo was refused', (t) => {
  const log = logOf(said(1, 't1', 'a'), asked(2, 'p1'))
  const card = () => log.rows().flatMap((row) => (row.kind === 'hers' ? row.photos : []))[0]
  t.is(card()?.refusal, null)

  log.refuse('p1', 'used up')

  t.is(card()?.refusal, 'used up')
})

test('lets a retry take the place of the photo that failed', (t) => {
  const failed = event(3, 'photo-failed', 't1', { photo: 'p1', state: 'failed', code: 'x', mayRetry: true })
  const log = logOf(said(1, 't1', 'a'), asked(2, 'p1'), failed, asked(4, 'p2', { retryOf: 'p1', turn: 't9' }))

  const cards = log.rows().flatMap((row) => (row.kind === 'hers' ? row.photos : []))

  t.deepEqual(
    cards.map(({ key, photo, state }) => ({ key, photo, state })),
    [{ key: 'p1', photo: 'p2', state: 'queued' }],
  )
})

test("knows a photo's end before an older page brings its beginning", (t) => {
  const log = logOf(event(9, 'photo-ready', 't1', { photo: 'p1', width: 1, height: 1, alt: 'x' }))

  log.apply(asked(2, 'p1'))

  t.is(log.rows().flatMap((row) => (row.kind === 'hers' ? row.photos : []))[0]?.state, 'ready')
})

test('ignores events of a later version', (t) => {
  const log = logOf()

  t.false(log.apply({ seq: 1, type: 'sang-a-song', turn: 't1', at: '', data: {} } as unknown as Event))
  t.deepEqual(log.rows(), [])
  t.is(log.lastSeq(), 1)
})
