import { definePlugin } from '@parlor/plugin-kit'
import { z } from 'zod'
import { chatModel } from './chat-model.ts'
import { endpoint } from './endpoint.ts'

// What a header cannot carry is refused here, by name: later it would be an error that quotes the value
const headerValue = /^[\t\x20-\x7e]*$/

const config = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .default('https://api.openai.com/v1'),
  apiKey: z.string().trim().regex(headerValue, 'must be one line of ASCII characters'),
  model: z.string().min(1),
  headers: z
    .record(z.string().regex(/^[\w-]+$/, 'must be the name of a header'), z.string().regex(headerValue))
    .default({}),
  temperature: z.number().min(0).max(2).optional(),
  maxTokensField: z.enum(['max_tokens', 'max_completion_tokens']).optional(),
})

/**
 * A chat model on any endpoint that speaks OpenAI's chat completions.
 *
 * An empty `apiKey` sends no Authorization header, as local servers like it. `maxTokensField` is
 * `max_completion_tokens` for OpenAI itself, whose newer models refuse the older `max_tokens`, and
 * `max_tokens` for all others. The stream throws `ModelError`.
 */
export const openai = definePlugin({
  name: 'openai',
  api: 1,
  config,
  setup(host, { baseUrl, apiKey, model, headers, temperature, maxTokensField }) {
    const completions = endpoint(baseUrl, apiKey, headers)
    host.onClose(completions.close)
    const isOpenAi = new URL(baseUrl).hostname === 'api.openai.com'
    const defaultField = isOpenAi ? 'max_completion_tokens' : 'max_tokens'
    return {
      chatModel: chatModel(completions, {
        model,
        temperature,
        maxTokensField: maxTokensField ?? defaultField,
      }),
    }
  },
})
