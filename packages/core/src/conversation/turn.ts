import type { ChatMessage, ChatModel, Json, ToolCall, ToolSpec } from '@parlor/plugin-kit'

/** After these many rounds of tool calls the model is asked once more, without tools, to answer. */
export const maxToolSteps = 3

export type TurnPart = { readonly type: 'text'; readonly text: string }

export type TurnResult = {
  readonly reason: 'stop' | 'length' | 'safety'
  readonly usage: { readonly input: number; readonly output: number }
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
  const usage = { input: 0, output: 0 }
  let length = 0
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
    for await (const part of options.model.stream(request, {
      key: `${options.key}.${round}`,
      signal: options.signal,
    })) {
      options.signal.throwIfAborted()
      if (part.type === 'text') {
        const delta = part.text.replaceAll('\0', '')
        // Two steps of one answer are two paragraphs.
        const gap = text === '' && length > 0 && delta !== '' ? '\n\n' : ''
        text += delta
        length += gap.length + delta.length
        if (delta !== '') yield { type: 'text', text: gap + delta }
      } else if (part.type === 'call') calls.push({ id: part.id, name: part.name, input: part.input })
      else {
        reason = part.reason
        usage.input += part.usage?.input ?? 0
        usage.output += part.usage?.output ?? 0
      }
    }
    options.signal.throwIfAborted()
    if (calls.length === 0 || round >= maxToolSteps)
      return { reason: reason === 'calls' ? 'stop' : reason, usage }
    messages.push({ role: 'assistant', text, calls })
    for (const call of calls) {
      messages.push({ role: 'tool', callId: call.id, output: await options.dispatch(call, length) })
    }
  }
}
