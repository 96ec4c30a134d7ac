import Mustache from 'mustache'
import { PlatformError } from '../platform-error.ts'
import { plainLine } from '../safety/fence.ts'

/** What a template may name. docs/prompt.md explains each to operators; a test compares the two. */
export const placeholders = [
  'avatar.name',
  'avatar.person',
  'avatar.gender',
  'avatar.age',
  'avatar.nationality',
  'avatar.appearance',
  'user.name',
] as const

/** Without these a companion would not know who it is. */
const required: readonly Placeholder[] = ['avatar.name']
/** Blocks that are added to every prompt; in a template they could only pretend to be one. */
const ownBlocks = /<\/?\s*(avatar|user|memory)\b/i
const maxLength = 20_000

export type Placeholder = (typeof placeholders)[number]
export type PromptValues = {
  readonly avatar: Readonly<
    Record<'name' | 'person' | 'gender' | 'age' | 'nationality' | 'appearance', string>
  >
  readonly user: { readonly name: string }
}
/** Fills a template. Values become plain text of one line. */
export type PromptTemplate = (values: PromptValues) => string

/**
 * Reads an operator's template for the system text: Mustache with the placeholders above, and nothing else of it but
 * sections and comments. Throws `validation` with every problem at once, each with file and line.
 */
export function parsePrompt(text: string, fileName: string): PromptTemplate {
  const template = text.replace(/^\uFEFF/, '')
  const problems = problemsOf(template)
  if (problems.length > 0) {
    const lines = problems.map(({ at, message }) => `${fileName}:${lineOf(template, at)} ${message}`)
    throw new PlatformError('validation', `${fileName} is not valid:\n  ${lines.join('\n  ')}`, {
      errors: lines.map((message) => ({ path: fileName, message })),
    })
  }
  // Mustache escapes for HTML; a model reads text.
  return (values) =>
    Mustache.render(template, values, {}, { escape: (value) => plainLine(String(value)) }).trim()
}

type Problem = { readonly at: number; readonly message: string }

function problemsOf(template: string): readonly Problem[] {
  if (template.trim() === '') return [{ at: 0, message: 'is empty' }]
  if (template.length > maxLength)
    return [{ at: maxLength, message: `must have at most ${maxLength} characters` }]
  const block = ownBlocks.exec(template)
  const problems: Problem[] =
    block === null
      ? []
      : [{ at: block.index, message: `${block[0]}: this block is added by itself, and last` }]
  let tags: readonly Tag[]
  try {
    tags = tagsOf(Mustache.parse(template) as readonly Token[])
  } catch (error) {
    return [...problems, syntaxProblem(error)]
  }
  for (const { kind, name, at } of tags) {
    if (kind === '>' || kind === '&' || kind === '=')
      problems.push({
        at,
        message: `{{${kind}${name}}}: only {{names}}, {{#sections}} and {{! comments}} are read`,
      })
    else if (!(placeholders as readonly string[]).includes(name))
      problems.push({ at, message: `{{${name}}} is not known. Known are: ${placeholders.join(', ')}` })
  }
  for (const name of required) {
    if (!tags.some((tag) => tag.kind === 'name' && tag.name === name))
      problems.push({ at: 0, message: `must name {{${name}}} once at least` })
  }
  return [...problems].sort((one, other) => one.at - other.at)
}

/** As mustache.js parses: kind, value, start, end, and for a section what it holds. */
type Token = readonly [
  kind: string,
  value: string,
  start: number,
  end: number,
  children?: readonly Token[] | string,
]
type Tag = { readonly kind: string; readonly name: string; readonly at: number }

function tagsOf(tokens: readonly Token[]): readonly Tag[] {
  return tokens.flatMap(([kind, name, at, , children]) => {
    if (kind === 'text' || kind === '!') return []
    return [{ kind, name, at }, ...(Array.isArray(children) ? tagsOf(children as readonly Token[]) : [])]
  })
}

/** mustache.js ends its messages with the place: `Unclosed tag at 12`. */
function syntaxProblem(error: unknown): Problem {
  const text = error instanceof Error ? error.message : String(error)
  const match = /^(.*?):? at (\d+)$/s.exec(text)
  return { at: Number(match?.[2] ?? 0), message: match?.[1] ?? text }
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}
