import { z } from 'zod'
import { ModelError } from './errors.ts'
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

const choice = z.object({
  delta: z
    .object({
      content: z.string().nullish(),
      tool_calls: z.array(callFragment).nullish(),
      function_call: callFunction.nullish(),
    })
    .nullish(),
  finish_reason: z.string().nullish(),
})

const chunk = z.object({
  object: z.string().nullish(),
  error: z.unknown().optional(),
  choices: z.array(choice).nullish(),
  // A count that cannot be read is no reason to lose an answer
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish().catch(null),
})

export type CallFragment = z.output<typeof callFragment>
export type Chunk = z.output<typeof chunk>

/** Reads one `chat.completion.chunk`; throws `ModelError` for bad JSON and for a reported error. */
export function readChunk(data: string): Chunk {
  const result = chunk.safeParse(parse(data))
  if (!result.success) throw new ModelError('unavailable', 'The model endpoint sent a chunk of unknown shape')
  if (result.data.error != null) throw streamFailure(result.data.error)
  // vLLM sends the error itself in place of a chunk
  if (result.data.object === 'error') throw streamFailure(parse(data))
  return result.data
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    // No `cause`: a SyntaxError quotes the text that it could not read
    throw new ModelError('unavailable', 'The model endpoint sent a line that is not JSON')
  }
}
