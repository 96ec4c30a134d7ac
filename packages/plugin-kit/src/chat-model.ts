import type { Call, Json } from './data.ts'

export type ToolCall = { readonly id: string; readonly name: string; readonly input: unknown }

/** A tool as the model sees it; `inputSchema` is a JSON Schema. */
export type ToolSpec = { readonly name: string; readonly description: string; readonly inputSchema: Json }

export type ChatMessage =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly calls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly output: Json }

export type ChatRequest = {
  readonly system: string
  readonly messages: readonly ChatMessage[]
  readonly tools: readonly ToolSpec[]
  readonly maxTokens: number
}

/** What a chat model streams. A `call` comes whole, never in pieces; `finish` comes last, once. */
export type ChatPart =
  | { readonly type: 'text'; readonly text: string }
  | ({ readonly type: 'call' } & ToolCall)
  | {
      readonly type: 'finish'
      readonly reason: 'stop' | 'length' | 'calls' | 'safety'
      readonly usage?: { readonly input: number; readonly output: number }
    }

/** Streams one step of an answer. Aborting `call.signal` ends the stream with the signal's reason. */
export interface ChatModel {
  stream(request: ChatRequest, call: Call): AsyncIterable<ChatPart>
}
