import { PlatformError } from '@parlor/core'
import type { Environment } from './environment.ts'

/**
 * What plugin-openai is told, from the variables `OPENAI_*`; undefined when none is set.
 *
 * All of it or nothing: half a configuration is a mistake, not a wish for the sandbox. Throws `validation`.
 */
export function openaiSettings(environment: Environment) {
  const {
    OPENAI_BASE_URL: baseUrl,
    OPENAI_API_KEY: apiKey,
    OPENAI_MODEL: model,
    OPENAI_PRICE_INPUT: input,
    OPENAI_PRICE_OUTPUT: output,
    OPENAI_MODERATION: moderation,
    OPENAI_MODERATION_ALLOW: allow,
  } = environment
  if ([baseUrl, apiKey, model, input, output, moderation, allow].every((value) => value === undefined))
    return undefined
  const missing = [
    ...(baseUrl === undefined && apiKey === undefined
      ? ['OPENAI_API_KEY, or OPENAI_BASE_URL of an endpoint without keys']
      : []),
    ...(model === undefined ? ['OPENAI_MODEL'] : []),
    ...(input === undefined && output !== undefined ? ['OPENAI_PRICE_INPUT'] : []),
    ...(output === undefined && input !== undefined ? ['OPENAI_PRICE_OUTPUT'] : []),
    // Otherwise somebody would believe that a moderator is there, and a mild one.
    ...(allow !== undefined && (moderation ?? 'false') === 'false'
      ? ['OPENAI_MODERATION, which OPENAI_MODERATION_ALLOW is for']
      : []),
  ]
  if (model === undefined || missing.length > 0) {
    throw new PlatformError('validation', `The chat model is half configured. Missing: ${missing.join('; ')}`)
  }
  return {
    model,
    apiKey: apiKey ?? '',
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(input === undefined || output === undefined ? {} : { price: { input, output } }),
    moderation: moderationOf(moderation, allow),
  }
}

type Moderation = { readonly model?: string; readonly allow?: string[] }

function moderationOf(named = 'false', allow: readonly string[] = []): boolean | Moderation {
  if (named === 'false') return false
  if (named === 'true' && allow.length === 0) return true
  return {
    ...(named === 'true' ? {} : { model: named }),
    ...(allow.length === 0 ? {} : { allow: [...allow] }),
  }
}
