import { ApiError } from '../api/api-error.ts'

/** A message that the server has not accepted yet. Its `id` makes sending it again harmless. */
export type Unsent = {
  readonly id: string
  readonly text: string
  readonly at: string
  readonly state: 'sending' | 'waiting' | 'failed'
}

/** Where unsent messages survive a reload; each call is atomic. */
export type OutboxStorage = {
  readonly load: () => Promise<readonly Unsent[]>
  readonly put: (message: Unsent) => Promise<void>
  readonly remove: (id: string) => Promise<void>
}

export type OutboxOptions = {
  readonly storage: OutboxStorage
  readonly send: (message: { id: string; text: string }) => Promise<{ seq: number; turn: string }>
  readonly onChange: () => void
  readonly onAccepted: (message: Unsent, place: { seq: number; turn: string }) => void
  readonly onRefused: (error: ApiError) => void
  readonly newId?: () => string
  readonly now?: () => Date
  readonly retryMs?: number
}

/** Sends messages one after the other, in order, for as long as it takes. */
export type Outbox = {
  /** Reads what an earlier page left and sends it; resolves when it is read. */
  readonly restore: () => Promise<void>
  readonly add: (text: string) => Unsent
  readonly retry: (id: string) => void
  readonly remove: (id: string) => void
  /** Tries at once what waits: the line is back. */
  readonly flush: () => void
  readonly messages: () => readonly Unsent[]
  readonly close: () => void
}

const longestWaitMs = 30_000

export function outbox(options: OutboxOptions): Outbox {
  const { storage, send, onChange, onAccepted, onRefused, retryMs = 1_000 } = options
  const newId = options.newId ?? randomId
  const now = options.now ?? (() => new Date())
  let messages: readonly Unsent[] = []
  // nobody pressed Send for these just now: a refusal leaves them as they are, without a paywall
  const restored = new Set<string>()
  let isSending = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let isClosed = false

  const set = (next: readonly Unsent[]): void => {
    messages = next
    onChange()
  }
  const mark = (state: Unsent['state'], only: (message: Unsent) => boolean): void =>
    set(messages.map((message) => (only(message) ? { ...message, state } : message)))
  const keep = (message: Unsent): void => void storage.put(message)
  const drop = (id: string): void => {
    if (!messages.some((message) => message.id === id)) return
    set(messages.filter((message) => message.id !== id))
    void storage.remove(id)
  }

  const pump = async (): Promise<void> => {
    if (isSending || isClosed) return
    isSending = true
    clearTimeout(timer)
    for (;;) {
      const message = messages.find(({ state }) => state !== 'failed')
      if (!message) break
      mark('sending', ({ id }) => id === message.id)
      try {
        const place = await send({ id: message.id, text: message.text })
        failures = 0
        // told first, so that the row never leaves the screen between the two
        onAccepted(message, place)
        drop(message.id)
      } catch (error) {
        if (isClosed) return
        if (!(error instanceof ApiError)) throw error
        if (mayPass(error)) {
          postpone(error)
          break
        }
        mark('failed', ({ id }) => id === message.id)
        keep({ ...message, state: 'failed' })
        if (!restored.has(message.id)) onRefused(error)
      }
    }
    isSending = false
  }

  const postpone = (error: ApiError): void => {
    mark('waiting', ({ state }) => state !== 'failed')
    if (error.code === 'unauthenticated') return onRefused(error) // the next sign-in opens a new outbox
    const waitMs = Math.min(longestWaitMs, retryMs * 2 ** failures)
    failures += 1
    timer = setTimeout(() => void pump(), Math.max(waitMs, (error.retryAfterSeconds ?? 0) * 1_000))
  }

  return {
    restore: async () => {
      const stored = await storage.load()
      const known = new Set(messages.map(({ id }) => id))
      for (const { id } of stored) restored.add(id)
      // what failed for a reason that may be gone by now, such as no subscription, gets another chance
      set([
        ...stored.filter(({ id }) => !known.has(id)).map((each): Unsent => ({ ...each, state: 'waiting' })),
        ...messages,
      ])
      void pump()
    },
    add: (text) => {
      const message: Unsent = { id: newId(), text, at: now().toISOString(), state: 'sending' }
      set([...messages, message])
      keep({ ...message, state: 'waiting' })
      void pump()
      return message
    },
    retry: (id) => {
      restored.delete(id)
      mark('waiting', (message) => message.id === id)
      void pump()
    },
    remove: drop,
    flush: () => void pump(),
    messages: () => messages,
    close: () => {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

// randomUUID is missing on pages without TLS, such as a phone that looks at a developer's machine
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

// these end by themselves; every other refusal needs the person
function mayPass(error: ApiError): boolean {
  return ['offline', 'unavailable', 'rate-limited', 'unexpected', 'unauthenticated'].includes(error.code)
}
