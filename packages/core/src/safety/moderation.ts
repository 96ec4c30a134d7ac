import type { Media, Moderator, Stage, Verdict } from '@parlor/plugin-kit'
import { bounded } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'
import { refusedDepiction } from './depiction.ts'
import { readVerdict, strictest } from './verdict.ts'

/** Moderators may call a model of their own. Less than a request waits, so that a silent one is told as what it is. */
const timeoutMs = 8000

/** Stages that do not go on without a verdict. Chat goes on; pictures and profiles wait. */
const failClosed: ReadonlySet<Stage> = new Set(['avatar', 'prompt', 'image'])

/** Stages whose text says what a picture shows. A chat may speak of somebody's children; a picture may not. */
type Depicting = Extract<Stage, 'avatar' | 'prompt'>

export type ModeratorSlot = { readonly name: string; readonly moderator: Moderator }

/** What one of them said, as it stands in the audit log: names and figures, never a text. */
export type Judged = {
  readonly stage: Stage
  /** `rules` of our own, or the plugin's name. */
  readonly by: string
  readonly action: Verdict['action'] | 'failed'
  readonly categories: readonly string[]
  readonly latencyMs: number
}

export type Judgement = Verdict & { readonly judged: readonly Judged[] }

export interface Moderation {
  /**
   * Judges one stage; whatever is not `allow` is not to be shown. Throws `unavailable` when a moderator failed at a stage
   * that needs its verdict and no other one blocked.
   */
  judge(
    stage: Stage,
    content: { readonly text?: string; readonly image?: Media },
    call: { readonly key: string; readonly signal: AbortSignal },
  ): Promise<Judgement>
  readonly stages: ReadonlySet<Stage>
}

/**
 * The stages of moderation: the rules about minors and real persons first, which nothing switches off, then every
 * moderator that names the stage. The strictest verdict wins; `review` counts as a block until there is a queue for it.
 */
export function createModeration(
  moderators: readonly ModeratorSlot[],
  report: (error: unknown) => void,
  limits: { readonly timeoutMs: number } = { timeoutMs },
): Moderation {
  return {
    stages: new Set(moderators.flatMap(({ moderator }) => moderator.stages)),
    async judge(stage, content, call) {
      const rules = judgeByRules(stage, content.text)
      if (rules?.action === 'block') return { ...verdictOf(rules), judged: [rules] }
      const concerned = moderators.filter(({ moderator }) => moderator.stages.includes(stage))
      const answers = await Promise.all(
        concerned.map(async (slot) => await ask(slot, { stage, content, call, limits })),
      )
      const said = answers.map((answer) => answer.judged)
      const verdict = strictest(
        said.flatMap((judged) => (judged.action === 'failed' ? [] : [verdictOf(judged)])),
      )
      const failures = answers.flatMap(({ error }) => (error === undefined ? [] : [error]))
      // What one has blocked is blocked, whoever else failed.
      if (failures.length > 0 && verdict.action === 'allow' && failClosed.has(stage)) {
        throw new PlatformError('unavailable', `A moderator could not judge ${stage}`, { cause: failures[0] })
      }
      for (const failure of failures) report(failure)
      return { ...verdict, judged: rules === undefined ? said : [rules, ...said] }
    },
  }
}

async function ask(
  { name, moderator }: ModeratorSlot,
  {
    stage,
    content,
    call,
    limits,
  }: {
    readonly stage: Stage
    readonly content: { readonly text?: string; readonly image?: Media }
    readonly call: { readonly key: string; readonly signal: AbortSignal }
    readonly limits: { readonly timeoutMs: number }
  },
): Promise<{ readonly judged: Judged; readonly error?: PlatformError }> {
  const since = performance.now()
  const told = (said: Pick<Judged, 'action' | 'categories'>): Judged => ({
    stage,
    by: name,
    ...said,
    latencyMs: Math.round(performance.now() - since),
  })
  try {
    const answer: unknown = await bounded(
      limits.timeoutMs,
      call.signal,
      async (signal) => await moderator.check(stage, content, { key: call.key, signal }),
    )
    return { judged: told(readVerdict(stage, answer)) }
  } catch (cause) {
    // Not the moderator's failure: nobody waits for the verdict any more.
    call.signal.throwIfAborted()
    const error = new PlatformError('unavailable', `Moderator ${name} failed at ${stage}`, { cause })
    return { judged: told({ action: 'failed', categories: [] }), error }
  }
}

function judgeByRules(stage: Stage, text: string | undefined): Judged | undefined {
  if (text === undefined || !depicts(stage)) return undefined
  const since = performance.now()
  const rule = refusedDepiction(text, stage)
  return {
    stage,
    by: 'rules',
    action: rule === undefined ? 'allow' : 'block',
    categories: rule === undefined ? [] : [rule],
    latencyMs: Math.round(performance.now() - since),
  }
}

function verdictOf({ action, categories }: Judged): Verdict {
  return { action: action === 'failed' ? 'block' : action, categories }
}

function depicts(stage: Stage): stage is Depicting {
  return stage === 'avatar' || stage === 'prompt'
}
