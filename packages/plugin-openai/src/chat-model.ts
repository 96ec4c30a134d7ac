import type { ChatModel, ChatPart } from '@parlor/plugin-kit'
import { callCollector } from './calls.ts'
import { readChunk } from './chunk.ts'
import type { Chunk } from './chunk.ts'
import { leave } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'
import { ModelError } from './errors.ts'
import { requestBody } from './request.ts'
import type { RequestSettings } from './request.ts'
import { eventReader } from './sse.ts'

type Reason = Extract<ChatPart, { type: 'finish' }>['reason']

/** A chat model that streams from an OpenAI-compatible endpoint. */
export function chatModel(endpoint: Endpoint, settings: RequestSettings): ChatModel {
  return {
    async *stream(request, { signal }) {
      const body = await endpoint.post(requestBody(request, settings), signal)
      const readEvents = eventReader()
      const { add, calls } = callCollector()
      let reason: Reason | undefined
      let usage: Chunk['usage']
      let isDone = false
      try {
        reading: for await (const bytes of body.iterator({ destroyOnReturn: false })) {
          for (const data of readEvents(bytes)) {
            // What came together with the abort is not given out after it
            signal.throwIfAborted()
            isDone = data === '[DONE]'
            if (isDone) break reading
            const chunk = readChunk(data)
            usage = chunk.usage ?? usage
            const choice = chunk.choices?.[0]
            if (choice?.delta?.content) yield { type: 'text', text: choice.delta.content }
            for (const fragment of fragmentsOf(choice?.delta)) add(fragment)
            if (choice?.finish_reason) reason = reasonOf(choice.finish_reason)
          }
        }
      } catch (cause) {
        signal.throwIfAborted()
        if (cause instanceof ModelError) throw cause
        // A cut after the finish reason took nothing from the answer but the count of its tokens
        if (reason === undefined)
          throw new ModelError('unavailable', 'The connection to the model endpoint broke', { cause })
      } finally {
        leave(body, isDone)
      }

      signal.throwIfAborted()
      if (reason === undefined && !isDone)
        throw new ModelError('unavailable', 'The answer of the model endpoint ended too early')
      // Calls in an answer that the endpoint itself cut for safety are not acted upon
      const wholeCalls = reason === 'safety' ? [] : calls()
      for (const call of wholeCalls) yield { type: 'call', ...call }
      yield {
        type: 'finish',
        reason: endReason(reason, wholeCalls.length > 0),
        ...(usage && { usage: { input: usage.prompt_tokens, output: usage.completion_tokens } }),
      }
    },
  }
}

type Delta = NonNullable<NonNullable<Chunk['choices']>[number]['delta']>

function fragmentsOf(delta: Delta | null | undefined) {
  if (delta?.function_call) return [{ index: 0, function: delta.function_call }]
  return delta?.tool_calls ?? []
}

function reasonOf(finishReason: string): Reason {
  if (finishReason === 'length') return 'length'
  if (finishReason === 'content_filter') return 'safety'
  if (finishReason === 'tool_calls' || finishReason === 'function_call') return 'calls'
  if (finishReason === 'error')
    throw new ModelError('unavailable', 'The model endpoint ended its answer with an error')
  return 'stop'
}

/** Some endpoints end a step with calls as `stop`, others one without any as `tool_calls`. */
function endReason(reason: Reason | undefined, hasCalls: boolean): Reason {
  if (reason === 'length' || reason === 'safety') return reason
  return hasCalls ? 'calls' : 'stop'
}
