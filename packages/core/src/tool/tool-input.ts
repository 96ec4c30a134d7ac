import type { Tool } from '@parlor/plugin-kit'

/** What a model is told of a mistake is short: it pays for each word, and reads only the first ones well. */
const issuesTold = 5
const issueLength = 160

export type CheckedInput =
  | { readonly value: unknown }
  | { readonly error: string; readonly issues?: readonly string[] }

/** Checks what the model wrote against the tool's schema. An error names the fields, in words for the model. */
export async function checkInput(tool: Tool, input: unknown): Promise<CheckedInput> {
  // No tool takes a bare text: this is what the model wrote when it wrote no JSON.
  if (typeof input === 'string') return { error: 'The input is not JSON. Write one JSON object.' }
  const checked = await tool.input['~standard'].validate(input)
  if (checked.issues === undefined) return { value: checked.value }
  return {
    error: 'The input is not valid',
    issues: checked.issues
      .slice(0, issuesTold)
      .map((issue) => `${fieldOf(issue.path)}: ${issue.message}`.slice(0, issueLength)),
  }
}

function fieldOf(path: readonly (PropertyKey | { readonly key: PropertyKey })[] = []): string {
  const keys = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment))
  return keys.length === 0 ? 'input' : keys.join('.')
}
