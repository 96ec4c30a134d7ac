import { z } from 'zod'
import { streamFailure } from './failure.ts'

// Endpoints differ in what they leave out and what they send as null, so nearly all is `nullish`
const callFunction = z.object({
  name: z.string().nullish(),
  arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
})

const callFragment = z.object({
  index: z.number().nullish(),
  id: z.string().nullish(),
  function: callFunction.nullish(),
})

/** Mistral's reasoning models send parts; the ones that think have no `text`. */
const contentParts = z
  .array(z.object({ text: z.string().nullish() }))
  .transform((parts) => parts.map((part) => part.text ?? '').join(''))

const delta = z.object({
  content: z.union([z.string(), contentParts]).nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(callFragment).nullish(),
  function_call: callFunction.nullish(),
  // What a model thinks is not read, but tells that it is at work; endpoints call it one or the other
  reasoning_content: z.unknown().optional(),
  reasoning: z.unknown().optional(),
})

const choice = z.object({ delta: delta.nullish(), finish_reason: z.string().nullish() })

const chunk = z.object({
  object: z.string().nullish(),
  error: z.unknown().optional(),
  choices: z.array(choice).nullish(),
  // A count that cannot be read is no reason to lose an answer
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish().catch(null),
})

export type CallFragment = z.output<typeof callFragment>
export type Delta = z.output<typeof delta>
export type Chunk = z.output<typeof chunk>

/** Reads one `chat.completion.chunk`; undefined when it is none. Throws for an error that it reports. */
export function readChunk(data: string): Chunk | undefined {
  const json = parse(data)
  const result = chunk.safeParse(json)
  if (!result.success) return undefined
  if (result.data.error != null) throw streamFailure(result.data.error)
  // vLLM sends the error itself in place of a chunk
  if (result.data.object === 'error') throw streamFailure(json)
  return result.data
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    // No chunk, as the schema will say
    return undefined
  }
}
