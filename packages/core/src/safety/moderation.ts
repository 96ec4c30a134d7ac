import type { Media, Moderator, Stage, Verdict } from '@parlor/plugin-kit'
import { bounded } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'
import { refusedDepiction } from './depiction.ts'

/** Moderators may call a model of their own: this is the longest that a stage waits for one. */
const timeoutMs = 10_000

/** Stages that do not go on without a verdict. Chat goes on; pictures and profiles wait. */
const failClosed: ReadonlySet<Stage> = new Set(['avatar', 'prompt', 'image'])

/** Stages whose text says what a picture shows. A chat may speak of somebody's children; a picture may not. */
type Depicting = Extract<Stage, 'avatar' | 'prompt'>

export interface Moderation {
  /** Judges one stage. Throws `unavailable` when a moderator failed at a stage that needs its verdict. */
  judge(
    stage: Stage,
    content: { readonly text?: string; readonly image?: Media },
    call: { readonly key: string; readonly signal: AbortSignal },
  ): Promise<Verdict>
  readonly stages: ReadonlySet<Stage>
}

/**
 * The stages of moderation: the rules about minors and real persons first, which nothing switches off, then every
 * moderator that names the stage. The strictest verdict wins; `review` counts as a block until there is a queue for it.
 */
export function createModeration(
  moderators: readonly Moderator[],
  report: (error: unknown) => void,
): Moderation {
  return {
    stages: new Set(moderators.flatMap((moderator) => moderator.stages)),
    async judge(stage, content, call) {
      const rule =
        depicts(stage) && content.text !== undefined ? refusedDepiction(content.text, stage) : undefined
      if (rule !== undefined) return { action: 'block', categories: [rule] }
      const concerned = moderators.filter((moderator) => moderator.stages.includes(stage))
      const verdicts = await Promise.all(
        concerned.map(async (moderator) => {
          try {
            return await bounded(
              timeoutMs,
              call.signal,
              async (signal) => await moderator.check(stage, content, { key: call.key, signal }),
            )
          } catch (error) {
            call.signal.throwIfAborted()
            if (failClosed.has(stage)) {
              throw new PlatformError('unavailable', `A moderator could not judge ${stage}`, { cause: error })
            }
            report(error)
            return allowed
          }
        }),
      )
      return verdicts.find((verdict) => verdict.action !== 'allow') ?? allowed
    },
  }
}

const allowed: Verdict = { action: 'allow', categories: [] }

function depicts(stage: Stage): stage is Depicting {
  return stage === 'avatar' || stage === 'prompt'
}
