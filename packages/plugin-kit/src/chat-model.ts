import type { Call, Json, Money } from './data.ts'

/** `input` that the model did not write as JSON comes as the string that it wrote: core answers the call with that. */
export type ToolCall = { readonly id: string; readonly name: string; readonly input: unknown }

/** A tool as the model sees it; `inputSchema` is a JSON Schema. */
export type ToolSpec = { readonly name: string; readonly description: string; readonly inputSchema: Json }

export type ChatMessage =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly calls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly callId: string; readonly output: Json }

export type ChatRequest = {
  /** `memory`: a summary for the prompt, in the background, with no tools. Otherwise somebody waits for an answer. */
  readonly purpose?: 'memory'
  readonly system: string
  readonly messages: readonly ChatMessage[]
  readonly tools: readonly ToolSpec[]
  readonly maxTokens: number
}

/**
 * What a chat model streams. A `call` comes whole, never in pieces; `finish` comes last, once. Core gives up on a model
 * that is silent for 30 s at first or for 20 s later: an empty `text` says that it is at work, such as thinking.
 */
export type ChatPart =
  | { readonly type: 'text'; readonly text: string }
  | ({ readonly type: 'call' } & ToolCall)
  | {
      readonly type: 'finish'
      readonly reason: 'stop' | 'length' | 'calls' | 'safety'
      /** Tokens of this step. */
      readonly usage?: { readonly input: number; readonly output: number }
      /** What this step cost, where the plugin knows prices. */
      readonly cost?: Money
      /** A part of the answer could not be read and is missing, though the answer went on. */
      readonly degraded?: true
    }

/**
 * Streams one step of an answer. Aborting `call.signal` ends the stream with the signal's reason; any other failure
 * is a `ChatModelError`. A plugin tries again by itself before the first part, and never after it.
 */
export interface ChatModel {
  /** Names the model behind the answers, for `parlor why` and the audit log. */
  readonly model?: string
  stream(request: ChatRequest, call: Call): AsyncIterable<ChatPart>
}
