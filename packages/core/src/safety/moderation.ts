import type { Media, Moderator, Stage, Verdict } from '@parlor/plugin-kit'
import { claimsMinor } from './claimed-age.ts'

/** Moderators may call a model of their own: this is the longest that a stage waits for one. */
const timeoutMs = 10_000

/** Stages at which a moderator that fails counts as a refusal. Chat goes on; pictures and profiles do not. */
const failClosed: ReadonlySet<Stage> = new Set(['avatar', 'prompt', 'image'])

/** Stages whose text says what a picture shows. A chat may speak of somebody's children; a picture may not. */
const depicts: ReadonlySet<Stage> = new Set(['avatar', 'prompt'])

export interface Moderation {
  /** Judges one stage. Never throws for a moderator's failure: see `failClosed`. */
  judge(
    stage: Stage,
    content: { readonly text?: string; readonly image?: Media },
    call: { readonly key: string; readonly signal: AbortSignal },
  ): Promise<Verdict>
  readonly stages: ReadonlySet<Stage>
}

/**
 * The stages of moderation: the rule about minors first, which nothing switches off, then every moderator
 * that names the stage. The strictest verdict wins; `review` counts as a block until there is a queue for it.
 */
export function createModeration(
  moderators: readonly Moderator[],
  report: (error: unknown) => void,
): Moderation {
  return {
    stages: new Set(moderators.flatMap((moderator) => moderator.stages)),
    async judge(stage, content, call) {
      if (depicts.has(stage) && content.text !== undefined && claimsMinor(content.text)) {
        return { action: 'block', categories: ['minor'] }
      }
      const concerned = moderators.filter((moderator) => moderator.stages.includes(stage))
      const verdicts = await Promise.all(
        concerned.map(async (moderator) => {
          const signal = AbortSignal.any([call.signal, AbortSignal.timeout(timeoutMs)])
          try {
            return await moderator.check(stage, content, { key: call.key, signal })
          } catch (error) {
            call.signal.throwIfAborted()
            report(error)
            return failClosed.has(stage) ? unavailable : allowed
          }
        }),
      )
      return verdicts.find((verdict) => verdict.action !== 'allow') ?? allowed
    },
  }
}

const allowed: Verdict = { action: 'allow', categories: [] }
const unavailable: Verdict = { action: 'block', categories: ['moderator-unavailable'] }
