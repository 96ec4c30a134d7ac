import type { Json } from '@parlor/plugin-kit'
import type { AuditNote } from '../audit/read-notes.ts'
import type { LogEvent } from '../event/event.ts'
import type { StoryPhoto, StoryTurn } from './story.ts'

/** One thing that happened. `what` is an audit event's type, or `turn-claimed`, or `first-text`. */
export type StoryStep = {
  readonly at: Date
  readonly what: string
  readonly photo?: string
  /** The seq of the event that was appended with it. */
  readonly event?: number
  /** The seq of its seal in the audit log. */
  readonly audit?: number
  readonly facts: { readonly [name: string]: Json }
}

/** What a step tells of its audit event. A prompt is a text, and not among them. */
const toldFacts = [
  'kind', 'provider', 'model', 'tries', 'code', 'cost', 'moderation', 'sha256', 'url', 'retryOf', 'feature', 'callNo',
  'by',
] as const // prettier-ignore

/** All that happened, in order: from the log, the turn's row and the audit events, which are merged where they tell of one thing. */
export function storySteps(of: {
  readonly turn: StoryTurn | undefined
  readonly photos: readonly StoryPhoto[]
  readonly events: readonly LogEvent[]
  readonly notes: readonly AuditNote[]
}): readonly StoryStep[] {
  const { turn, photos, events, notes } = of
  const steps = [
    ...messageSteps(events, notes),
    ...(turn === undefined ? [] : turnSteps(turn, events, notes)),
    ...notes.filter((note) => !toldByLog.has(note.type)).map((note) => noteStep(note, events)),
    // Where erasure has blanked the audit events, the row itself is what is left.
    ...photos
      .filter((photo) => !notes.some((note) => note.data?.['photo'] === photo.id))
      .flatMap((photo) => rowSteps(photo, events)),
  ]
  return steps.toSorted((one, other) => one.at.getTime() - other.at.getTime())
}

const toldByLog = new Set(['message-accepted', 'turn-ended'])

function messageSteps(events: readonly LogEvent[], notes: readonly AuditNote[]): readonly StoryStep[] {
  return events
    .filter((event) => event.type === 'message-sent')
    .map((event, index) => ({
      at: new Date(event.at),
      what: 'message-accepted',
      event: event.seq,
      ...sealOf(notes, 'message-accepted', event.seq),
      facts: { message: event.data.id, joined: index > 0 },
    }))
}

function turnSteps(
  turn: StoryTurn,
  events: readonly LogEvent[],
  notes: readonly AuditNote[],
): readonly StoryStep[] {
  const steps: StoryStep[] = []
  const { startedAt, claimedAt, usage } = turn
  if (startedAt !== null) steps.push({ at: startedAt, what: 'turn-claimed', facts: { attempt: 1 } })
  if (claimedAt !== null && turn.attempt > 1)
    steps.push({ at: claimedAt, what: 'turn-claimed', facts: { attempt: turn.attempt } })
  const firstTokenMs = usage?.['firstTokenMs']
  const ended = events.find((event) => event.type === 'turn-ended')
  if (claimedAt !== null && typeof firstTokenMs === 'number') {
    // Two clocks, and one of them rounds: the first text does not come after the end.
    const endMs = ended === undefined ? Number.POSITIVE_INFINITY : Date.parse(ended.at)
    const at = new Date(Math.min(endMs, claimedAt.getTime() + firstTokenMs))
    steps.push({ at, what: 'first-text', facts: {} })
  }
  if (ended?.type === 'turn-ended') {
    const { reason, code } = ended.data
    steps.push({
      at: new Date(ended.at),
      what: 'turn-ended',
      event: ended.seq,
      ...sealOf(notes, 'turn-ended', ended.seq),
      facts: { reason, ...(code === undefined ? {} : { code }), ...usage },
    })
  }
  return steps
}

function noteStep(note: AuditNote, events: readonly LogEvent[]): StoryStep {
  const photo = note.data?.['photo']
  const facts: Record<string, Json> = {}
  for (const name of toldFacts) {
    const value = note.data?.[name]
    if (value !== undefined && value !== null) facts[name] = value
  }
  return {
    at: note.at,
    what: note.type,
    ...(typeof photo === 'string' ? { photo, ...eventOf(events, photo, note.type) } : {}),
    ...(note.seq === null ? {} : { audit: note.seq }),
    facts,
  }
}

function rowSteps(photo: StoryPhoto, events: readonly LogEvent[]): readonly StoryStep[] {
  const { id, createdAt, startedAt, endedAt, state, code } = photo
  const step = (at: Date, what: string, facts: StoryStep['facts'] = {}): StoryStep => ({
    at,
    what,
    photo: id,
    ...eventOf(events, id, what),
    facts,
  })
  return [
    step(createdAt, 'photo-requested'),
    ...(startedAt === null ? [] : [step(startedAt, 'photo-starting')]),
    ...(endedAt === null ? [] : [step(endedAt, `photo-${state}`, code === null ? {} : { code })]),
  ]
}

/** The event in the log that tells of the same: all ways to end without a picture are one type there. */
function eventOf(events: readonly LogEvent[], photo: string, type: string): { readonly event?: number } {
  const logged = ['photo-failed', 'photo-blocked', 'photo-canceled'].includes(type) ? 'photo-failed' : type
  const found = events.find(
    (event) => event.type === logged && 'photo' in event.data && event.data.photo === photo,
  )
  return found === undefined ? {} : { event: found.seq }
}

function sealOf(notes: readonly AuditNote[], type: string, seq: number): { readonly audit?: number } {
  const note = notes.find((entry) => entry.type === type && entry.data?.['seq'] === seq)
  return note === undefined || note.seq === null ? {} : { audit: note.seq }
}
