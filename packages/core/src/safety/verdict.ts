import type { Stage, Verdict } from '@parlor/plugin-kit'
import { z } from 'zod'

const strictness = ['allow', 'review', 'block'] as const

/** A category is a name. What is longer or has other characters may hold what somebody wrote, and is not kept. */
const categoryName = /^[\p{L}\d][\p{L}\d/_ .:-]{0,63}$/u
const mostCategories = 20

const given = z.object({ action: z.enum(strictness), categories: z.array(z.string()) })

/** Stages that end in a picture: there a moderator that names minors has blocked, whatever else it says. */
const pictured: ReadonlySet<Stage> = new Set(['avatar', 'prompt', 'image'])

/**
 * What a moderator answered, as a verdict. Throws for what is none, such as an unknown action or no categories: a plugin
 * that is broken has judged nothing. A verdict that allows what it calls a minor contradicts itself, and blocks.
 */
export function readVerdict(stage: Stage, answer: unknown): Verdict {
  const read = given.safeParse(answer)
  if (!read.success) throw new Error(`A moderator answered with no verdict on ${stage}`)
  const { action, categories } = read.data
  const names = categories
    .slice(0, mostCategories)
    .map((category) => (categoryName.test(category) ? category : 'unnamed'))
  const isMinor = pictured.has(stage) && names.some(namesMinors)
  return { action: isMinor ? 'block' : action, categories: isMinor ? minorsFirst(names) : names }
}

/** Moderators name it differently: `minor`, `sexual/minors`, `child_exploitation`. */
export function namesMinors(category: string): boolean {
  return /(?:^|[^\p{L}])(?:minors?|under-?age|child(?:ren)?|csam|csae)(?:$|[^\p{L}])/iu.test(category)
}

/** The strictest of all, with the categories of all, its own first; nobody having judged is an `allow`. */
export function strictest(verdicts: readonly Verdict[]): Verdict {
  const ordered = verdicts.toSorted(
    (one, other) => strictness.indexOf(other.action) - strictness.indexOf(one.action),
  )
  return {
    action: ordered[0]?.action ?? 'allow',
    categories: [...new Set(ordered.flatMap(({ categories }) => categories))],
  }
}

function minorsFirst(names: readonly string[]): readonly string[] {
  return names.toSorted((one, other) => Number(namesMinors(other)) - Number(namesMinors(one)))
}
