/** What stands in a conversation's log. Clients ignore types they do not know; fields are added, never changed. */
export type EventData = {
  'message-sent': { readonly id: string; readonly text: string }
  'turn-ended': {
    readonly reason: 'answered' | 'stopped' | 'blocked' | 'failed'
    readonly text: string
    /**
     * What there is to say of it. `answered`: `length` (cut), `degraded` (a part is missing). `failed`:
     * `interrupted` (the text breaks off), `timeout`, `model-failed`, `attempts-spent`. `blocked`:
     * `model-refused`, or what a moderator found.
     */
    readonly code?: string
  }
  'photo-requested': {
    readonly photo: string
    readonly caption?: string
    readonly callNo: number
    /** Where the card stands: UTF-16 units into the turn's text. */
    readonly offset: number
    readonly width: number
    readonly height: number
    readonly expectedMs: number
    readonly alt: string
    readonly retryOf?: string
  }
  'photo-ready': {
    readonly photo: string
    readonly width: number
    readonly height: number
    readonly alt: string
  }
  'photo-failed': {
    readonly photo: string
    readonly state: 'failed' | 'blocked' | 'canceled'
    readonly code: string
    readonly mayRetry: boolean
    /** Whether it was counted as used all the same; absent in events from before this was told. */
    readonly counted?: boolean
  }
  'photo-hidden': { readonly photo: string }
  'notice-given': { readonly kind: 'ai' | 'crisis' | 'linked' | 'pictures'; readonly text: string }
}

export type EventType = keyof EventData

/** One event as every reader sees it. `at` is ISO 8601; `turn` is null for what belongs to no turn. */
export type LogEvent = {
  [T in EventType]: {
    readonly seq: number
    readonly type: T
    readonly turn: string | null
    readonly at: string
    readonly data: EventData[T]
  }
}[EventType]

/** An event about to be written; `key` is unique in its conversation, so that nothing happens twice. */
export type NewEvent = {
  [T in EventType]: {
    readonly type: T
    readonly key: string
    readonly turn: string | null
    readonly data: EventData[T]
  }
}[EventType]
