import type { ChatMessage } from '@parlor/plugin-kit'
import type { LogEvent } from '../event/event.ts'
import { estimateTokens } from './token-estimate.ts'

/** What a prompt needs of an event. */
export type Said = { [T in LogEvent['type']]: Omit<Extract<LogEvent, { type: T }>, 'at'> }[LogEvent['type']]

/** One turn of the log as a model reads it. */
export type SaidTurn = {
  readonly id: string
  readonly messages: readonly ChatMessage[]
  readonly tokens: number
  readonly firstSeq: number
  /** Of its `turn-ended`; undefined while it waits or runs. */
  readonly endSeq: number | undefined
  readonly rows: number
}

/** UTF-16 units that the messages of one turn may have together; one alone has at most 8,000. */
const longestBurst = 32_000
/** What a message takes besides its text. */
const tokensOfMessage = 4

/**
 * The turns of a part of the log, in the order in which they began.
 *
 * A message that arrived while an earlier turn was running stands in the log before that turn's answer, but
 * belongs after it. What was refused is not said to a model a second time by way of the history.
 */
export function turnsOf(events: readonly Said[]): readonly SaidTurn[] {
  const groups = new Map<string, Said[]>()
  for (const event of events) {
    if (event.turn === null || !(event.type in order)) continue
    const group = groups.get(event.turn)
    if (group === undefined) groups.set(event.turn, [event])
    else group.push(event)
  }
  return [...groups].map(([id, group]) => {
    const end = group.findLast((event) => event.type === 'turn-ended')
    const isBlocked = end?.type === 'turn-ended' && end.data.reason === 'blocked'
    const messages = isBlocked ? [] : messagesOf(group)
    return {
      id,
      messages,
      tokens: sum(messages),
      firstSeq: group[0]?.seq ?? 0,
      endSeq: end?.seq,
      rows: group.length,
    }
  })
}

/**
 * The conversation up to and with the given turn: as many turns before it as `maxTokens` has room for. The turn itself
 * and the one before it are there in any case, since no summary has them yet. Of a turn in which somebody wrote a book
 * the newest messages are.
 */
export function chatMessages(
  turns: readonly SaidTurn[],
  turn: string,
  maxTokens: number,
): readonly ChatMessage[] {
  const at = turns.findIndex(({ id }) => id === turn)
  const current = turns[at]
  if (current === undefined) return []
  let messages = newest(current.messages)
  let tokens = sum(messages)
  for (const [distance, earlier] of turns.slice(0, at).reverse().entries()) {
    const said = newest(earlier.messages)
    tokens += said === earlier.messages ? earlier.tokens : sum(said)
    if (tokens > maxTokens && distance > 0) break
    messages = [...said, ...messages]
  }
  // A window may begin in the middle of a turn; an answer without its question confuses models.
  const first = messages.findIndex((message) => message.role === 'user')
  return first === -1 ? [] : messages.slice(first)
}

const order = { 'message-sent': 0, 'photo-requested': 1, 'turn-ended': 2 } as const

function messagesOf(group: readonly Said[]): readonly ChatMessage[] {
  const rank = (event: Said) => order[event.type as keyof typeof order]
  return group.toSorted((a, b) => rank(a) - rank(b) || a.seq - b.seq).flatMap(toMessages)
}

function toMessages(event: Said): readonly ChatMessage[] {
  switch (event.type) {
    case 'message-sent':
      return [{ role: 'user', text: event.data.text }]
    case 'photo-requested': {
      const id = `photo-${event.data.callNo}-${event.seq}`
      const input = {
        scene: event.data.alt,
        ...(event.data.caption === undefined ? {} : { caption: event.data.caption }),
      }
      return [
        { role: 'assistant', text: '', calls: [{ id, name: 'send_photo', input }] },
        { role: 'tool', callId: id, output: { status: 'on its way' } },
      ]
    }
    case 'turn-ended':
      return event.data.text === '' ? [] : [{ role: 'assistant', text: event.data.text }]
    default:
      return []
  }
}

function sum(messages: readonly ChatMessage[]): number {
  return messages.reduce((tokens, message) => tokens + tokensOf(message), 0)
}

function tokensOf(message: ChatMessage): number {
  const text = message.role === 'tool' ? '' : message.text
  const calls =
    message.role === 'assistant' && message.calls !== undefined ? JSON.stringify(message.calls) : ''
  return tokensOfMessage + estimateTokens(text) + estimateTokens(calls)
}

/** The last messages that have room together; calls and their answers stay as they are. */
function newest(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  let length = 0
  const from = messages.findLastIndex((message) => {
    length += message.role === 'user' ? message.text.length : 0
    return length > longestBurst
  })
  return from === -1 ? messages : messages.slice(from + 1)
}
