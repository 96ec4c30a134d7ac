import { definePlugin } from '@parlor/plugin-kit'
import { chatModel } from './chat-model.ts'
import { config } from './config.ts'
import { endpoint } from './endpoint.ts'
import { moderator } from './moderator.ts'

/**
 * A chat model on any endpoint that speaks OpenAI's chat completions, and a moderator where it has moderations.
 *
 * An empty `apiKey` sends no Authorization header, as local servers like it. `maxTokensField` is
 * `max_completion_tokens` for OpenAI itself, whose newer models refuse the older `max_tokens`, and
 * `max_tokens` for all others.
 */
export const openai = definePlugin({
  name: 'openai',
  api: 1,
  config,
  setup(host, { baseUrl, apiKey, headers, timeouts, retry, price, moderation, ...request }) {
    const api = endpoint({ url: baseUrl, apiKey, headers }, timeouts.connectMs)
    host.onClose(api.close)
    const onRetry = (error: Error, waitMs: number) =>
      host.log.warn(`${error.message}. The next try is in ${Math.round(waitMs)} ms`)
    if (moderation?.stages.includes('image'))
      host.log.warn(`${moderation.model} judges pictures, but not whether the people in them are adults`)
    const isOpenAi = new URL(baseUrl).hostname === 'api.openai.com'
    const defaultField = isOpenAi ? 'max_completion_tokens' : 'max_tokens'
    return {
      chatModel: chatModel(api, {
        request: {
          model: request.model,
          temperature: request.temperature,
          maxTokensField: request.maxTokensField ?? defaultField,
        },
        timeouts,
        retry,
        price,
        onRetry,
      }),
      ...(moderation && { moderator: moderator(api, { ...moderation, retry, onRetry }) }),
    }
  },
})
