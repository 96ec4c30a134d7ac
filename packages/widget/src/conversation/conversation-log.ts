import type { Event, EventData, Photo, PhotoState, ProgressFrame, TextFrame } from '../api/shapes.ts'
import type { HersRow, MineRow, NoticeRow, PhotoCard, Row } from './row.ts'
import { isMoving } from './row.ts'
import { noText, takeFrame } from '../api/turn-text.ts'
import type { TurnText } from '../api/turn-text.ts'

type Message = {
  readonly id: string
  readonly seq: number
  readonly turn: string
  readonly at: string
  readonly text: string
}
type Turn = { firstSeq: number; at: string; writing: TurnText; ended: EventData['turn-ended'] | null }
type Request = EventData['photo-requested'] & { readonly turn: string; readonly at: string }
type PhotoFacts = {
  state: PhotoState | 'hidden'
  place?: number | null
  tries?: number
  elapsedMs: number
  waitedMs?: number
  expectedMs?: number
  lateMs?: number
  measuredAt: number
  isStopping?: boolean
  mayRetry: boolean
  counted?: boolean | null
  refusal?: string
  alt?: string
}

/** What the events of one conversation add up to. Pages may come in any order; an event counts once. */
export type ConversationLog = {
  /** False when it was known already or its type is unknown. */
  readonly apply: (event: Event) => boolean
  readonly applyText: (frame: TextFrame) => boolean
  readonly applyProgress: (frame: ProgressFrame) => boolean
  readonly applyPhoto: (photo: Photo) => boolean
  /** Keeps why something that was asked of a photo was refused; it is shown where it was asked. */
  readonly refuse: (photo: string, refusal: string) => void
  readonly rows: () => readonly Row[]
  /** The oldest turn that is not ended: somebody waits for it. */
  readonly openTurn: () => string | null
  readonly has: (messageId: string) => boolean
  /** Shows a message as accepted before its event comes. */
  readonly accept: (message: Message) => void
  readonly firstSeq: () => number
  readonly lastSeq: () => number
  readonly textOf: (turn: string) => string
  readonly clear: () => void
}

export function conversationLog(now: () => number = Date.now): ConversationLog {
  const seen = new Set<number>()
  const messages = new Map<string, Message>()
  const turns = new Map<string, Turn>()
  const notices = new Map<number, Event & { type: 'notice-given' }>()
  const requests = new Map<string, Request>()
  const successors = new Map<string, string>()
  const facts = new Map<string, PhotoFacts>()
  let first = Infinity
  let last = 0
  let cached: readonly Row[] | null = null

  const turnOf = (id: string, event: { seq: number; at: string }): Turn => {
    const known = turns.get(id)
    if (known) {
      known.firstSeq = Math.min(known.firstSeq, event.seq)
      return known
    }
    const turn: Turn = { firstSeq: event.seq, at: event.at, writing: noText, ended: null }
    turns.set(id, turn)
    return turn
  }

  const apply = (event: Event): boolean => {
    if (seen.has(event.seq)) return false
    seen.add(event.seq)
    first = Math.min(first, event.seq)
    last = Math.max(last, event.seq)
    cached = null
    const turn = event.turn ?? `event-${event.seq}`
    switch (event.type) {
      case 'message-sent':
        turnOf(turn, event)
        messages.set(event.data.id, { ...event.data, seq: event.seq, turn, at: event.at })
        return true
      case 'turn-ended':
        Object.assign(turnOf(turn, event), { ended: event.data, at: event.at })
        return true
      case 'photo-requested':
        turnOf(turn, event)
        requests.set(event.data.photo, { ...event.data, turn, at: event.at })
        if (event.data.retryOf) successors.set(event.data.retryOf, event.data.photo)
        if (!facts.has(event.data.photo)) {
          facts.set(event.data.photo, { state: 'queued', elapsedMs: 0, measuredAt: now(), mayRetry: false })
        }
        return true
      case 'photo-ready':
        settle(event.data.photo, { state: 'ready', mayRetry: false, alt: event.data.alt })
        return true
      case 'photo-failed':
        settle(event.data.photo, {
          state: event.data.state,
          mayRetry: event.data.mayRetry,
          counted: event.data.counted ?? null,
        })
        return true
      case 'photo-hidden':
        settle(event.data.photo, { state: 'hidden', mayRetry: false })
        return true
      case 'notice-given':
        notices.set(event.seq, event)
        return true
      default:
        return false // a type of a later version
    }
  }

  const settle = (photo: string, end: Pick<PhotoFacts, 'state' | 'mayRetry' | 'counted' | 'alt'>): void => {
    const before = facts.get(photo)
    if (before?.state === 'hidden') return // hiding is the last word, also when pages come out of order
    facts.set(photo, { elapsedMs: 0, measuredAt: now(), ...before, ...end })
  }

  const applyText = (frame: TextFrame): boolean => {
    const turn = turns.get(frame.turn)
    if (!turn || turn.ended) return false
    const writing = takeFrame(turn.writing, frame)
    if (writing === turn.writing) return false
    turn.writing = writing
    cached = null
    return true
  }

  const applyProgress = (frame: ProgressFrame): boolean => {
    const before = facts.get(frame.photo)
    if (!before || !isMoving(before)) return false
    facts.set(frame.photo, { ...before, ...frame, measuredAt: now() })
    cached = null
    return true
  }

  const applyPhoto = (photo: Photo): boolean => {
    const before = facts.get(photo.id)
    if (before && !isMoving(before)) return false
    facts.set(photo.id, {
      state: photo.state,
      place: photo.place,
      tries: photo.tries,
      elapsedMs: photo.elapsedMs,
      waitedMs: photo.waitedMs,
      expectedMs: photo.expectedMs,
      lateMs: photo.lateMs,
      measuredAt: now(),
      isStopping: photo.isStopping,
      mayRetry: photo.mayRetry,
      counted: photo.counted,
      alt: photo.alt,
    })
    cached = null
    return true
  }

  const refuse = (photo: string, refusal: string): void => {
    const before = facts.get(photo)
    if (!before) return
    facts.set(photo, { ...before, refusal })
    cached = null
  }

  const cardOf = (request: Request): PhotoCard => {
    let photo = request.photo
    for (let next = successors.get(photo); next !== undefined; next = successors.get(photo)) photo = next
    const current = requests.get(photo) ?? request
    const known = facts.get(photo)
    return {
      key: request.photo,
      photo,
      // the box never changes its size, so it keeps that of the first request
      offset: request.offset,
      width: request.width,
      height: request.height,
      alt: known?.alt ?? current.alt,
      caption: current.caption ?? null,
      state: known?.state ?? 'queued',
      place: known?.place ?? null,
      tries: known?.tries ?? 0,
      elapsedMs: known?.elapsedMs ?? 0,
      waitedMs: known?.waitedMs ?? 0,
      expectedMs: known?.expectedMs ?? current.expectedMs,
      lateMs: known?.lateMs ?? 0,
      measuredAt: known?.measuredAt ?? now(),
      isStopping: known?.isStopping ?? false,
      mayRetry: known?.mayRetry ?? false,
      counted: known?.counted ?? null,
      refusal: known?.refusal ?? null,
      at: current.at,
    }
  }

  const rows = (): readonly Row[] => {
    if (cached) return cached
    const placed: { order: number; row: Row }[] = []
    const lastMessage = new Map<string, number>()
    const cards = new Map<string, PhotoCard[]>()
    for (const message of messages.values()) {
      lastMessage.set(message.turn, Math.max(message.seq, lastMessage.get(message.turn) ?? 0))
    }
    for (const request of requests.values()) {
      if (request.retryOf !== undefined && requests.has(request.retryOf)) continue
      cards.set(request.turn, [...(cards.get(request.turn) ?? []), cardOf(request)])
    }
    for (const message of messages.values()) {
      const answered = isAnswered(turns.get(message.turn), cards.get(message.turn))
      placed.push({ order: message.seq, row: mineRow(message, answered) })
    }
    for (const [id, turn] of turns) {
      const row = hersRow(id, turn, cards.get(id) ?? [])
      if (row) placed.push({ order: (lastMessage.get(id) ?? turn.firstSeq) + 0.5, row })
    }
    for (const event of notices.values()) placed.push({ order: event.seq, row: noticeRow(event) })
    cached = placed.sort((a, b) => a.order - b.order).map(({ row }) => row)
    return cached
  }

  return {
    apply,
    applyText,
    applyProgress,
    applyPhoto,
    refuse,
    rows,
    openTurn: () => {
      let oldest: { id: string; seq: number } | null = null
      for (const [id, turn] of turns) {
        if (!turn.ended && (!oldest || turn.firstSeq < oldest.seq)) oldest = { id, seq: turn.firstSeq }
      }
      return oldest?.id ?? null
    },
    has: (messageId) => messages.has(messageId),
    accept: (message) => {
      if (messages.has(message.id)) return
      messages.set(message.id, message)
      turnOf(message.turn, message)
      cached = null
    },
    firstSeq: () => (first === Infinity ? 0 : first),
    lastSeq: () => last,
    textOf: (turn) => turns.get(turn)?.ended?.text ?? turns.get(turn)?.writing.text ?? '',
    clear: () => {
      for (const each of [seen, messages, turns, notices, requests, successors, facts]) each.clear()
      first = Infinity
      last = 0
      cached = null
    },
  }
}

function isAnswered(turn: Turn | undefined, cards: readonly PhotoCard[] | undefined): boolean {
  if (!turn) return false
  return turn.ended !== null || turn.writing.text !== '' || (cards?.length ?? 0) > 0
}

function mineRow(message: Message, answered: boolean): MineRow {
  const { id, at, text, turn } = message
  return { kind: 'mine', key: `message:${id}`, id, at, text, delivery: answered ? 'read' : 'sent', turn }
}

function hersRow(id: string, turn: Turn, photos: readonly PhotoCard[]): HersRow | null {
  const text = turn.ended?.text ?? turn.writing.text
  const ended = turn.ended?.reason ?? null
  const isEmpty = text.trim() === '' && photos.length === 0
  if (isEmpty && (ended === null || ended === 'answered')) return null
  const code = turn.ended?.code ?? null
  return { kind: 'hers', key: `turn:${id}`, turn: id, at: turn.at, text, ended, code, photos }
}

function noticeRow(event: Event & { type: 'notice-given' }): NoticeRow {
  return {
    kind: 'notice',
    key: `notice:${event.seq}`,
    at: event.at,
    notice: event.data.kind,
    text: event.data.text,
  }
}
