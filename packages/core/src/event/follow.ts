import type { Database } from '../database/database.ts'
import { conversationChannel, turnsChannel, type Bus, type BusMessage } from './bus.ts'
import type { LogEvent } from './event.ts'
import { readEvents, type ConversationKey } from './log.ts'

/** A page lies in memory until the reader has taken it: at most 50 messages of 8,000 letters. */
const pageSize = 50
const rememberedTurns = 20

export type Followed = Extract<BusMessage, { type: 'log' | 'text' | 'progress' | 'access' }>

export interface Follower {
  /** Looks for events that came without a wake-up; called with each heartbeat. */
  look(): void
  close(): void
}

/**
 * Follows a conversation from a cursor: every event once and in order, and the text of a running turn.
 *
 * Subscribed before the first read, so that nothing falls between. A wake-up may be lost: `look` reads
 * again. A gap in a turn's text is asked for; its runner sends again from there, so that a reconnect in
 * mid-turn on any process is no special case.
 */
export function followConversation(
  {
    database,
    bus,
    report,
  }: { readonly database: Database; readonly bus: Bus; readonly report: (error: unknown) => void },
  key: ConversationKey,
  options: {
    readonly after: number
    readonly send: (message: Followed) => void
    /** Resolves when the reader can take more: a long log is not read faster than it is taken. */
    readonly drained: () => Promise<void>
  },
): Follower {
  const channel = conversationChannel(key.conversation)
  const texts = createTextCursor()
  let cursor = options.after
  let reading = false
  let readAgain = false
  let closed = false

  const give = async (event: LogEvent) => {
    cursor = event.seq
    if (event.type === 'turn-ended' && event.turn !== null) texts.end(event.turn)
    options.send({ type: 'log', event })
    await options.drained()
  }
  const read = async () => {
    for (;;) {
      const events = await readEvents(database, key, { after: cursor, limit: pageSize })
      for (const event of events) {
        if (closed) return
        await give(event)
      }
      if (closed || events.length < pageSize) return
    }
  }
  /** One at a time: what comes meanwhile is read from the log afterwards. */
  const go = (work: () => Promise<void>) => {
    if (reading) {
      readAgain = true
      return
    }
    reading = true
    work()
      .catch(report)
      .finally(() => {
        reading = false
        if (!readAgain || closed) return
        readAgain = false
        look()
      })
  }
  const look = () => go(read)
  /** The log has no gaps: an event that is the next one is all there is to read. */
  const take = (event: LogEvent) => {
    if (event.seq === cursor + 1) go(async () => await give(event))
    else if (event.seq > cursor) look()
  }
  const hear = (message: BusMessage) => {
    if (closed) return
    if (message.type === 'wake') look()
    else if (message.type === 'log') take(message.event)
    else if (message.type === 'progress' || message.type === 'access') options.send(message)
    else if (message.type === 'text') {
      const taken = texts.take(message)
      if (taken === 'gap')
        bus.publish(turnsChannel, { type: 'ask', turn: message.turn, offset: texts.length(message.turn) })
      else if (taken !== undefined) options.send(taken)
    }
  }
  const unsubscribe = bus.subscribe(channel, hear, () => {
    if (closed) return
    look()
    void askForRunning({ database, bus, report }, key)
  })

  return {
    look,
    close() {
      closed = true
      unsubscribe()
    },
  }
}

/** The running turn's text so far comes from its runner. No answer is due when that died. */
async function askForRunning(
  {
    database,
    bus,
    report,
  }: { readonly database: Database; readonly bus: Bus; readonly report: (error: unknown) => void },
  key: ConversationKey,
): Promise<void> {
  try {
    const { rows } = await database.pool.query<{ id: string }>({
      name: 'turn-running',
      text: `select id from turn where account_id = $1 and conversation_id = $2 and state = 'running'`,
      values: [key.account, key.conversation],
    })
    const turn = rows[0]?.id
    if (turn !== undefined) bus.publish(turnsChannel, { type: 'ask', turn, offset: 0 })
  } catch (error) {
    report(error)
  }
}

type TextFrame = Extract<BusMessage, { type: 'text' }>

/** The rule of every receiver: what is older is dropped, a new attempt clears, only what is new is taken. */
export function createTextCursor() {
  const turns = new Map<string, { attempt: number; length: number; ended: boolean }>()
  return {
    length: (turn: string) => turns.get(turn)?.length ?? 0,
    end(turn: string) {
      // Late frames come within moments: what ended long ago need not be remembered.
      for (const old of [...turns.keys()].slice(0, -rememberedTurns)) turns.delete(old)
      turns.set(turn, { attempt: Number.MAX_SAFE_INTEGER, length: 0, ended: true })
    },
    take(frame: TextFrame): TextFrame | 'gap' | undefined {
      const known = turns.get(frame.turn)
      if (known?.ended === true || (known !== undefined && frame.attempt < known.attempt)) return undefined
      const length = known !== undefined && known.attempt === frame.attempt ? known.length : 0
      if (frame.offset > length) {
        turns.set(frame.turn, { attempt: frame.attempt, length, ended: false })
        return 'gap'
      }
      const text = frame.text.slice(length - frame.offset)
      if (text === '') return undefined
      turns.set(frame.turn, { attempt: frame.attempt, length: length + text.length, ended: false })
      return { ...frame, offset: length, text }
    },
  }
}
