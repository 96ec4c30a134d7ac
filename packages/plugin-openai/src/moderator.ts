import { ChatModelError } from '@parlor/plugin-kit'
import type { Json, Media, Moderator, Stage } from '@parlor/plugin-kit'
import { z } from 'zod'
import { readJson } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'
import { verdictOn } from './moderation-policy.ts'
import { retries } from './retry.ts'
import type { Retry } from './retry.ts'

/** Core waits no longer for a verdict; a moderation of OpenAI's takes well under a second. */
const silenceMs = 10_000

type Content = { readonly text?: string; readonly image?: Media }

export type ModeratorOptions = {
  readonly model: string
  readonly stages: readonly Stage[]
  /** Categories that count as nothing. */
  readonly allow: readonly string[]
  readonly retry: Retry
  readonly onRetry: (error: Error, waitMs: number) => void
}

/**
 * Judges by the endpoint's moderation model.
 *
 * **It cannot tell that the people in a picture are adults**: `sexual/minors` is judged in texts only. A picture at
 * which the model did not look, as models for texts alone do not, gets no verdict but an error.
 */
export function moderator(endpoint: Endpoint, options: ModeratorOptions): Moderator {
  const allow = new Set(options.allow)
  return {
    stages: options.stages,
    async check(stage, content, { signal }) {
      if (stage === 'image' && content.image === undefined)
        throw new ChatModelError('invalid', 'There is no picture to be judged')
      if (content.image === undefined && (content.text ?? '').trim() === '') return verdictOn(stage, [])
      const again = retries(options.retry, options.onRetry)
      for (;;) {
        try {
          return verdictOn(stage, await flaggedIn(endpoint, options.model, { content, signal }), allow)
        } catch (error) {
          signal.throwIfAborted()
          await again.after(error, signal)
        }
      }
    },
  }
}

const moderations = z.object({
  results: z
    .array(
      z.object({
        flagged: z.boolean().nullish(),
        categories: z.record(z.string(), z.boolean().nullish()),
        category_applied_input_types: z.record(z.string(), z.array(z.string()).nullish()).nullish(),
      }),
    )
    .min(1),
})

async function flaggedIn(
  endpoint: Endpoint,
  model: string,
  { content, signal }: { readonly content: Content; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const answer = await endpoint.post(
    '/moderations',
    { model, input: inputOf(content) },
    { accept: 'application/json', silenceMs, signal },
  )
  const json = await readJson(answer.body)
  if (json === undefined) throw new ChatModelError('transient', 'The moderation was cut off or is not JSON')
  const result = moderations.safeParse(json)
  if (!result.success) throw new ChatModelError('invalid', 'The moderation has an unknown shape')
  const { results } = result.data
  const types = results.flatMap((one) => Object.values(one.category_applied_input_types ?? {}))
  if (content.image !== undefined && !types.some((applied) => applied?.includes('image')))
    throw new ChatModelError('invalid', `The moderation model ${model} did not look at the picture`)
  const flagged = results.flatMap((one) => {
    const names = Object.entries(one.categories).flatMap(([name, isFlagged]) => (isFlagged ? [name] : []))
    return one.flagged && names.length === 0 ? ['flagged'] : names
  })
  return [...new Set(flagged)]
}

/** One string for a text: every moderation model takes that. */
function inputOf({ text, image }: Content): Json {
  if (image === undefined) return text ?? ''
  const url = `data:${image.mime};base64,${Buffer.from(image.bytes).toString('base64')}`
  const picture = { type: 'image_url', image_url: { url } }
  return text ? [{ type: 'text', text }, picture] : [picture]
}
