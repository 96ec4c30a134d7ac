import type { Call, Media } from './data.ts'

export type Stage = 'avatar' | 'message' | 'answer' | 'prompt' | 'image'

export type Verdict = {
  readonly action: 'allow' | 'block' | 'review'
  readonly categories: readonly string[]
}

/** Judges the stages that it names. Several may stand beside each other: the strictest verdict wins. */
export interface Moderator {
  readonly stages: readonly Stage[]
  check(
    stage: Stage,
    content: { readonly text?: string; readonly image?: Media },
    call: Call,
  ): Promise<Verdict>
}
