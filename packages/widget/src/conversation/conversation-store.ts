import type { Api } from '../api/client.ts'
import { ApiError } from '../api/api-error.ts'
import type { EventStream, StreamStatus } from '../api/event-stream.ts'
import type { CancelOptions } from '../api/photo-wait.ts'
import type { Event, EventData, PhotoState, Tier } from '../api/shapes.ts'
import { conversationLog } from './conversation-log.ts'
import { pause } from '../look/watch-look.ts'
import { problemWords, usedUpWords, type ReachedLimit } from '../shell/problem.ts'
import { outbox } from './outbox.ts'
import type { OutboxStorage, Unsent } from './outbox.ts'
import { isMoving } from './row.ts'
import type { MineRow, PhotoCard, Row } from './row.ts'

export type Connection = 'connecting' | 'online' | 'reconnecting' | 'offline'

/** What the screen shows; a new object whenever something in it changed. */
export type ConversationState = {
  readonly phase: 'loading' | 'ready' | 'failed'
  readonly connection: Connection
  readonly rows: readonly Row[]
  /** The turn that somebody waits for, and whether any of it can be seen yet. */
  readonly answering: { readonly turn: string; readonly hasText: boolean } | null
  readonly isTakingPhoto: boolean
  readonly hasOlder: boolean
  readonly isLoadingOlder: boolean
}

/** What happened while the person was there; history never tells. */
export type ConversationNews =
  | { readonly type: 'answer-started'; readonly turn: string }
  | ({ readonly type: 'answer-ended'; readonly turn: string } & EventData['turn-ended'])
  | {
      readonly type: 'photo'
      readonly photo: string
      readonly state: PhotoState | 'hidden'
      readonly alt: string
      readonly expectedMs: number
    }
  | { readonly type: 'notice'; readonly text: string }
  | { readonly type: 'older-loaded'; readonly count: number }
  /** Nothing is open without a subscription. */
  | { readonly type: 'paywall'; readonly tiers: readonly Tier[] }
  /** There is one, and what it holds is used up. */
  | ({ readonly type: 'limit' } & ReachedLimit)
  | { readonly type: 'access' }
  | { readonly type: 'signed-out' }
  | { readonly type: 'refused'; readonly detail: string }

export type ConversationOptions = {
  readonly api: Pick<Api, 'events' | 'send' | 'stop' | 'stream' | 'photo' | 'retryPhoto' | 'cancelPhoto'>
  readonly conversationId: string
  readonly storage: OutboxStorage
  readonly onChange: () => void
  readonly onNews: (news: ConversationNews) => void
  readonly now?: () => number
  readonly newId?: () => string
  readonly isOnline?: () => boolean
  /** How often photos that are waited for are asked about, beside the stream. */
  readonly photoEveryMs?: number
}

export type ConversationStore = {
  readonly state: () => ConversationState
  /** Loads the newest page, then follows the stream. Call it again after `phase` became `failed`. */
  readonly start: () => Promise<void>
  readonly close: () => void
  readonly send: (text: string) => void
  readonly retry: (messageId: string) => void
  readonly remove: (messageId: string) => void
  readonly stop: () => Promise<void>
  readonly loadOlder: () => Promise<void>
  readonly retryPhoto: (photo: string) => Promise<void>
  readonly cancelPhoto: (photo: string, options: CancelOptions) => Promise<void>
  /** The device says that the line is back or gone. */
  readonly lineChanged: () => void
}

const pageSize = 50

/** Everything that a conversation's screen knows, without a screen. */
export function conversationStore(options: ConversationOptions): ConversationStore {
  const { api, conversationId, onChange, onNews } = options
  const isOnline = options.isOnline ?? (() => globalThis.navigator?.onLine ?? true)
  const log = conversationLog(options.now)
  const closing = new AbortController()
  const started = new Set<string>()
  const retrying = new Set<string>()
  let phase: ConversationState['phase'] = 'loading'
  let streamStatus: StreamStatus = 'connecting'
  let wasOpen = false
  let hasOlder = false
  let isLoadingOlder = false
  let isFollowing = false
  let stream: EventStream | undefined

  const unsent = outbox({
    storage: options.storage,
    send: (message) => api.send(conversationId, message, { signal: closing.signal }),
    onChange,
    onAccepted: (message, { seq, turn }) => log.accept({ ...message, seq, turn }),
    onRefused: refused,
    ...(options.newId ? { newId: options.newId } : {}),
    ...(options.now ? { now: () => new Date((options.now ?? Date.now)()) } : {}),
  })

  function refused(error: ApiError): void {
    if (error.usedUp) onNews({ type: 'limit', of: 'messages', until: error.until, tiers: error.tiers ?? [] })
    else if (error.code === 'payment-required') onNews({ type: 'paywall', tiers: error.tiers ?? [] })
    else if (error.code === 'unauthenticated') onNews({ type: 'signed-out' })
    else onNews({ type: 'refused', detail: error.detail })
  }

  // a request of ours that may fail without harm: the person is told, the screen stays as it was
  async function attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      if (closing.signal.aborted) return false
      if (!(error instanceof ApiError)) throw error
      refused(error)
      return false
    }
  }

  async function loadNewest(): Promise<number> {
    const page = await api.events(conversationId, { limit: pageSize, signal: closing.signal })
    log.clear()
    for (const event of page.events) log.apply(event)
    hasOlder = page.more
    phase = 'ready'
    onChange()
    void refreshPhotos()
    void followPhotos()
    return log.lastSeq()
  }

  // progress is not in the log, so a page that was reloaded asks how far its photos are
  async function refreshPhotos(): Promise<void> {
    const moving = cards().filter(isMoving)
    await attempt(async () => {
      for (const card of moving) log.applyPhoto(await api.photo(card.photo, { signal: closing.signal }))
    })
    if (moving.length > 0) onChange()
  }

  // nobody tells a photo that waits when those before it go, and a frame of the stream may be lost
  async function followPhotos(): Promise<void> {
    if (isFollowing || closing.signal.aborted) return
    isFollowing = true
    while (cards().some(isMoving)) {
      await pause(options.photoEveryMs ?? 4_000, closing.signal)
      if (closing.signal.aborted) return
      for (const card of cards().filter(isMoving)) await refreshPhoto(card.photo)
    }
    isFollowing = false
  }

  async function refreshPhoto(photo: string): Promise<void> {
    try {
      if (log.applyPhoto(await api.photo(photo, { signal: closing.signal }))) onChange()
    } catch (error) {
      // what cannot be asked now is asked in a while; how the line is stands elsewhere
      if (!closing.signal.aborted && !(error instanceof ApiError)) throw error
    }
  }

  /** Asks something of a photo: the answer is shown on its card, and so is a refusal. */
  async function askOf(photo: string, ask: () => Promise<void>): Promise<boolean> {
    try {
      await ask()
      return true
    } catch (error) {
      if (closing.signal.aborted) return false
      if (!(error instanceof ApiError)) throw error
      if (error.code === 'unauthenticated' || (error.code === 'payment-required' && !error.usedUp)) {
        refused(error)
        return false
      }
      const words = usedUpWords(error, 'photos') ?? problemWords(error)
      log.refuse(photo, words)
      if (error.usedUp) onNews({ type: 'limit', of: 'photos', until: error.until, tiers: error.tiers ?? [] })
      else onNews({ type: 'refused', detail: words })
      onChange()
      return false
    }
  }

  function receive(event: Event): void {
    if (!log.apply(event)) return
    if (event.type === 'message-sent') unsent.remove(event.data.id)
    tell(event)
    onChange()
    void followPhotos()
  }

  function tell(event: Event): void {
    if (event.type === 'turn-ended' && event.turn) {
      announceStart(event.turn)
      onNews({ type: 'answer-ended', turn: event.turn, ...event.data })
    } else if (event.type === 'notice-given') onNews({ type: 'notice', text: event.data.text })
    else if (event.type.startsWith('photo-') && 'photo' in event.data) {
      const { photo } = event.data
      const card = cards().find((each) => each.photo === photo)
      if (card) {
        onNews({ type: 'photo', photo, state: card.state, alt: card.alt, expectedMs: card.expectedMs })
      }
    }
  }

  function cards(): readonly PhotoCard[] {
    return log.rows().flatMap((row) => (row.kind === 'hers' ? row.photos : []))
  }

  function announceStart(turn: string): void {
    if (started.has(turn)) return
    started.add(turn)
    onNews({ type: 'answer-started', turn })
  }

  async function start(): Promise<void> {
    phase = 'loading'
    onChange()
    const isLoaded = await attempt(async () => {
      const after = await loadNewest()
      if (!closing.signal.aborted) follow(after)
    })
    if (closing.signal.aborted) return
    if (!isLoaded) phase = 'failed'
    else await unsent.restore()
    onChange()
  }

  function follow(after: number): void {
    stream?.close()
    stream = api.stream(
      conversationId,
      {
        onEvent: receive,
        onText: (frame) => {
          if (!log.applyText(frame)) return
          announceStart(frame.turn)
          onChange()
        },
        onProgress: (frame) => {
          if (log.applyProgress(frame)) onChange()
        },
        onAccess: () => onNews({ type: 'access' }),
        onReset: () => void attempt(async () => stream?.resume(await loadNewest())),
        onStatus: (status) => {
          streamStatus = status
          if (status === 'open') {
            wasOpen = true
            unsent.flush()
          }
          onChange()
        },
        onRefused: refused,
      },
      { after, signal: closing.signal },
    )
  }

  async function loadOlder(): Promise<void> {
    if (isLoadingOlder || !hasOlder || phase !== 'ready') return
    isLoadingOlder = true
    onChange()
    await attempt(async () => {
      const before = log.firstSeq()
      const page = await api.events(conversationId, { before, limit: pageSize, signal: closing.signal })
      for (const event of page.events) log.apply(event)
      hasOlder = page.more
      onNews({ type: 'older-loaded', count: page.events.length })
    })
    isLoadingOlder = false
    onChange()
  }

  function state(): ConversationState {
    const turn = log.openTurn()
    return {
      phase,
      connection: connection(),
      rows: [
        ...log.rows(),
        ...unsent
          .messages()
          .filter(({ id }) => !log.has(id))
          .map(unsentRow),
      ],
      answering: turn === null ? null : { turn, hasText: log.textOf(turn) !== '' },
      isTakingPhoto: cards().some(isMoving),
      hasOlder,
      isLoadingOlder,
    }
  }

  function connection(): Connection {
    if (!isOnline()) return 'offline'
    if (streamStatus === 'open') return 'online'
    return wasOpen ? 'reconnecting' : 'connecting'
  }

  return {
    state,
    start,
    close: () => {
      closing.abort()
      stream?.close()
      unsent.close()
    },
    send: (text) => void unsent.add(text),
    retry: unsent.retry,
    remove: unsent.remove,
    stop: async () => void (await attempt(() => api.stop(conversationId, { signal: closing.signal }))),
    loadOlder,
    retryPhoto: async (photo) => {
      if (retrying.has(photo)) return // a second press must not order a second photo
      retrying.add(photo)
      const isTaken = await askOf(
        photo,
        async () => void (await api.retryPhoto(photo, { signal: closing.signal })),
      )
      if (!isTaken) retrying.delete(photo)
    },
    cancelPhoto: async (photo, options) => {
      await askOf(photo, async () => {
        log.applyPhoto(await api.cancelPhoto(photo, options, { signal: closing.signal }))
        onChange()
      })
    },
    lineChanged: () => {
      if (isOnline()) {
        stream?.resume()
        unsent.flush()
      }
      onChange()
    },
  }
}

function unsentRow({ id, at, text, state }: Unsent): MineRow {
  return { kind: 'mine', key: `message:${id}`, id, at, text, delivery: state, turn: null }
}
