import { ChatModelError } from '@parlor/plugin-kit'
import type { ChatPart } from '@parlor/plugin-kit'
import { callCollector } from './calls.ts'
import { chunkReader } from './chunk-reader.ts'
import type { Chunk, Delta } from './chunk.ts'
import type { Phase } from './limits.ts'
import { costOf } from './price.ts'
import type { Price } from './price.ts'
import { wholeLetters } from './whole-letters.ts'

type Finish = Extract<ChatPart, { type: 'finish' }>

/** More than any token is long: an answer beyond it comes from an endpoint that heeds no limit of tokens. */
const maxCharactersPerToken = 32

/** What is known of one answer, from the data of its events. */
export function answerReader(maxTokens: number, price: Price | undefined) {
  const { add, calls } = callCollector()
  const whole = wholeLetters()
  const readChunk = chunkReader()
  const maxLength = maxTokens * maxCharactersPerToken
  let phase: Phase = 'first-token'
  let reason: Finish['reason'] | undefined
  let usage: Chunk['usage']
  let length = 0
  let isDone = false
  let isCut = false
  let isRefused = false
  let isDegraded = false

  /** Counts what came; gives how much of it the limit allows. */
  const allowed = (added: number): number => {
    length += added
    if (length <= maxLength) return added
    isCut = true
    reason = 'length'
    return Math.max(0, added - (length - maxLength))
  }

  return {
    /** Takes the data of one event; gives the text that it adds to the answer. */
    read(data: string): string {
      if (data === '[DONE]') {
        isDone = true
        return ''
      }
      const chunk = readChunk(data)
      // One line that cannot be read does not make the others worthless
      if (chunk === undefined) isDegraded = true
      usage = chunk?.usage ?? usage
      const choice = chunk?.choices?.[0]
      if (choice == null) return ''
      const delta = choice.delta ?? {}
      if (phase === 'first-token' && isToken(delta)) phase = 'more'
      if (delta.refusal) isRefused = true
      for (const fragment of fragmentsOf(delta)) allowed(add(fragment))
      const text = delta.content ? whole(delta.content.slice(0, allowed(delta.content.length))) : ''
      if (choice.finish_reason && !isCut) reason = reasonOf(choice.finish_reason)
      if (reason !== undefined) phase = 'ending'
      return text
    },

    phase: () => phase,
    /** Nothing more will come that matters; `isCut`: since we do not listen any longer. */
    state: () => ({ isOver: isDone || isCut, isCut }),
    /** Whether the endpoint itself said that this is all. */
    isWhole: () => isDone || reason !== undefined,

    /** The calls and the finish. */
    *end(): Generator<ChatPart, void> {
      // Calls in an answer that the endpoint itself cut for safety are not acted upon
      const isSafety = isRefused || reason === 'safety'
      const wholeCalls = isSafety ? [] : calls({ isDamaged: isDegraded })
      for (const call of wholeCalls) yield { type: 'call', ...call }
      const counted = usage && { input: usage.prompt_tokens, output: usage.completion_tokens }
      yield {
        type: 'finish',
        reason: isSafety ? 'safety' : endReason(reason, wholeCalls.length > 0),
        ...(counted && { usage: counted }),
        ...(counted && price && { cost: costOf(counted, price) }),
        ...(isDegraded && { degraded: true }),
      }
    },
  }
}

/** Whether the model is at work. A first chunk that only names the role comes before that. */
function isToken({ content, refusal, tool_calls, function_call, reasoning_content, reasoning }: Delta) {
  return Boolean(content || refusal || tool_calls?.length || function_call || reasoning_content || reasoning)
}

function fragmentsOf(delta: Delta) {
  if (delta.function_call) return [{ index: 0, function: delta.function_call }]
  return delta.tool_calls ?? []
}

function reasonOf(finishReason: string): Finish['reason'] {
  if (finishReason === 'length') return 'length'
  if (finishReason === 'content_filter') return 'safety'
  if (finishReason === 'tool_calls' || finishReason === 'function_call') return 'calls'
  if (finishReason === 'error' || finishReason === 'insufficient_system_resource')
    throw new ChatModelError('transient', 'The model endpoint ended its answer with an error')
  return 'stop'
}

/** Some endpoints end a step with calls as `stop`, others one without any as `tool_calls`. */
function endReason(reason: Finish['reason'] | undefined, hasCalls: boolean): Finish['reason'] {
  if (reason === 'length') return reason
  return hasCalls ? 'calls' : 'stop'
}
