import type { ChatMessage, ChatModel, Json, ToolCall, ToolSpec } from '@parlor/plugin-kit'
import { wholeLength } from './whole-length.ts'

/** After these many rounds of tool calls the model is asked once more, without tools, to answer. */
export const maxToolSteps = 3
/** Calls that one step may make; a model that goes on making them is not read any further. */
export const maxCallsPerStep = 16
/** UTF-16 units of a whole answer, whatever the model thinks of its limit of tokens. */
export const maxAnswerLength = 32_000

export type TurnPart = { readonly type: 'text'; readonly text: string }

export type TurnResult = {
  readonly reason: 'stop' | 'length' | 'safety'
  /** Something of the answer could not be read and is missing. */
  readonly isDegraded: boolean
}

/**
 * One turn with a chat model: streams its text, dispatches its tool calls, and goes on until it answers.
 *
 * Knows neither queue nor database: text goes out by `yield`, calls by `dispatch`, which gets the length of
 * the text so far (UTF-16 units) and gives what the model is told.
 */
export async function* runTurn(options: {
  readonly model: ChatModel
  readonly system: string
  readonly messages: readonly ChatMessage[]
  readonly tools: readonly ToolSpec[]
  readonly maxTokens: number
  readonly key: string
  readonly signal: AbortSignal
  readonly dispatch: (call: ToolCall, offset: number) => Promise<Json>
}): AsyncGenerator<TurnPart, TurnResult> {
  const messages = [...options.messages]
  const nameCall = callNames()
  let length = 0
  let isDegraded = false
  for (let round = 0; ; round++) {
    const calls: ToolCall[] = []
    let text = ''
    let reason: 'stop' | 'length' | 'calls' | 'safety' = 'stop'
    const request = {
      system: options.system,
      messages,
      tools: round < maxToolSteps ? options.tools : [],
      maxTokens: options.maxTokens,
    }
    const step = { key: `${options.key}.${round}`, signal: options.signal }
    for await (const part of options.model.stream(request, step)) {
      options.signal.throwIfAborted()
      if (part.type === 'text') {
        const delta = part.text.replaceAll('\0', '')
        if (delta === '') continue
        // Two steps of one answer are two paragraphs.
        const piece = text === '' && length > 0 ? `\n\n${delta}` : delta
        if (length + piece.length > maxAnswerLength) {
          yield { type: 'text', text: beginning(piece, maxAnswerLength - length) }
          return { reason: 'length', isDegraded }
        }
        text += delta
        length += piece.length
        yield { type: 'text', text: piece }
      } else if (part.type === 'call') {
        calls.push({ id: nameCall(part.id), name: part.name, input: part.input })
        if (calls.length === maxCallsPerStep) break
      } else {
        reason = part.reason
        isDegraded ||= part.degraded === true
      }
    }
    options.signal.throwIfAborted()
    if (reason === 'safety') return { reason, isDegraded }
    if (calls.length === 0 || round >= maxToolSteps)
      return { reason: reason === 'calls' ? 'stop' : reason, isDegraded }
    messages.push({ role: 'assistant', text, calls })
    for (const call of calls) {
      messages.push({ role: 'tool', callId: call.id, output: await options.dispatch(call, length) })
    }
  }
}

/** Outputs find their calls by the call's id: one that is missing or was given before gets another. */
function callNames(): (id: unknown) => string {
  const given = new Set<string>()
  return (id) => {
    let name = typeof id === 'string' ? id : ''
    for (let number = given.size; name === '' || given.has(name); number++) name = `call-${number}`
    given.add(name)
    return name
  }
}

function beginning(text: string, length: number): string {
  return text.slice(0, wholeLength(text.slice(0, length)))
}
