import type { Judgement } from '../safety/moderation.ts'
import type { Offence } from '../safety/strikes.ts'
import type { PhotoRow } from './records.ts'

/** What a blocked photo counts as: by its judges, or by a provider that refused it. */
export function photoOffence(
  photo: PhotoRow,
  end: { readonly code: string; readonly judgement?: Judgement },
): Offence {
  const common = { account: photo.accountId, photo: photo.id }
  if (end.judgement === undefined) {
    const by = photo.provider ?? 'unknown'
    return { ...common, stage: 'provider', categories: [end.code], by }
  }
  const { judged, categories } = end.judgement
  const isPrompt = judged.some(({ stage }) => stage === 'prompt')
  return {
    ...common,
    stage: isPrompt ? 'prompt' : 'image',
    categories,
    by: refusedBy(end.judgement),
    judged,
  }
}

/** Whose verdict it was. */
export function refusedBy({ action, judged }: Judgement): string {
  return judged.find((one) => one.action === action)?.by ?? 'rules'
}
