import { PlatformError } from '@parlor/core'
import type { Environment } from './environment.ts'

/**
 * What plugin-replicate is told, from the variables `REPLICATE_*`; undefined when none is set.
 *
 * `judgesPictures`: a real moderator looks at each picture; the sandbox's does not count. Throws `validation`.
 */
export function replicateSettings(
  environment: Environment,
  { judgesPictures }: { readonly judgesPictures: boolean },
) {
  const {
    REPLICATE_API_TOKEN: token,
    REPLICATE_MODEL: model,
    REPLICATE_WEBHOOK_SECRET: webhookSecret,
    REPLICATE_PRICE: perImage,
    REPLICATE_UNFILTERED: unfiltered = false,
  } = environment
  if (token === undefined) {
    if ([model, webhookSecret, perImage].every((value) => value === undefined) && !unfiltered)
      return undefined
    throw new PlatformError('validation', 'Replicate is half configured. Missing: REPLICATE_API_TOKEN')
  }
  if (unfiltered && !judgesPictures) {
    throw new PlatformError(
      'validation',
      'REPLICATE_UNFILTERED=true needs a moderator that judges pictures: set OPENAI_MODERATION or NSFWJS_FOLDER',
    )
  }
  return {
    token,
    unfiltered,
    ...(model === undefined ? {} : { model }),
    ...(webhookSecret === undefined ? {} : { webhookSecret }),
    ...(perImage === undefined ? {} : { price: { perImage } }),
  }
}
