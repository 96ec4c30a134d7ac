import type { Stage, Verdict } from '@parlor/plugin-kit'

type Action = Verdict['action']
type Row = Readonly<Record<Stage, Action>>

const everywhere = (action: Action): Row => ({
  message: action,
  answer: action,
  prompt: action,
  avatar: action,
  image: action,
})
const saidByThePerson = (otherwise: Action): Row => ({ ...everywhere(otherwise), message: 'allow' })

/**
 * What each category of OpenAI's moderation means at each stage. Parlor is for adults: sexual content by itself is no
 * offence in words. A person may say in a chat what the companion may not, above all that they are not well: blocking
 * that would leave them alone with it, so the verdict only names it.
 */
const policy: Readonly<Record<string, Row>> = {
  'sexual/minors': everywhere('block'),
  'self-harm/instructions': everywhere('block'),
  'illicit/violent': everywhere('block'),
  'hate/threatening': everywhere('block'),
  'harassment/threatening': saidByThePerson('block'),
  'self-harm': saidByThePerson('block'),
  'self-harm/intent': saidByThePerson('block'),
  'violence/graphic': saidByThePerson('review'),
  hate: saidByThePerson('review'),
  illicit: saidByThePerson('review'),
  sexual: { ...everywhere('allow'), avatar: 'review', image: 'review' },
  harassment: everywhere('allow'),
  violence: everywhere('allow'),
}

/** A category that came later than this table. */
const unknown = saidByThePerson('review')

const strictness: readonly Action[] = ['allow', 'review', 'block']

/** The strictest action of the flagged categories, and all of them by name, the strictest first. */
export function verdictOn(
  stage: Stage,
  flagged: readonly string[],
  allow: ReadonlySet<string> = new Set(),
): Verdict {
  const judged = flagged
    .map((category) => ({ category, action: allow.has(category) ? 'allow' : actionOf(stage, category) }))
    .toSorted((one, other) => strictness.indexOf(other.action) - strictness.indexOf(one.action))
  return { action: judged[0]?.action ?? 'allow', categories: judged.map(({ category }) => category) }
}

function actionOf(stage: Stage, category: string): Action {
  const row = Object.hasOwn(policy, category) ? policy[category] : undefined
  return (row ?? unknown)[stage]
}
