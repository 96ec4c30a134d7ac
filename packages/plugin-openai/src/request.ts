import type { ChatMessage, ChatRequest, Json, ToolCall, ToolSpec } from '@parlor/plugin-kit'

/** What is the same in every request to one endpoint. */
export type RequestSettings = {
  readonly model: string
  readonly temperature: number | undefined
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens'
}

/** The body of `POST /chat/completions` for a request of ours. */
export function requestBody(request: ChatRequest, settings: RequestSettings): Json {
  return {
    model: settings.model,
    messages: [
      ...(request.system === '' ? [] : [{ role: 'system', content: request.system }]),
      ...request.messages.map(messageBody),
    ],
    // An empty list of tools is refused by OpenAI
    ...(request.tools.length === 0 ? {} : { tools: request.tools.map(toolBody) }),
    [settings.maxTokensField]: request.maxTokens,
    ...(settings.temperature === undefined ? {} : { temperature: settings.temperature }),
    stream: true,
    stream_options: { include_usage: true },
  }
}

function messageBody(message: ChatMessage): Json {
  if (message.role === 'user') return { role: 'user', content: message.text }
  if (message.role === 'tool')
    return { role: 'tool', tool_call_id: message.callId, content: outputText(message.output) }
  const calls = message.calls ?? []
  if (calls.length === 0) return { role: 'assistant', content: message.text }
  return {
    role: 'assistant',
    content: message.text === '' ? null : message.text,
    tool_calls: calls.map(callBody),
  }
}

function callBody(call: ToolCall): Json {
  // A call whose arguments were broken is retold without them: templates of local models fail on anything
  // but an object, and the tool's output that follows says what was wrong
  const input = typeof call.input === 'object' && call.input !== null ? call.input : {}
  return { id: call.id, type: 'function', function: { name: call.name, arguments: JSON.stringify(input) } }
}

function outputText(output: Json): string {
  return typeof output === 'string' ? output : JSON.stringify(output)
}

function toolBody({ name, description, inputSchema }: ToolSpec): Json {
  return { type: 'function', function: { name, description, parameters: inputSchema } }
}
