import { randomUUID } from 'node:crypto'
import type { ToolCall } from '@parlor/plugin-kit'
import type { CallFragment } from './chunk.ts'

type Pending = { id: string; name: string; readonly json: string[] }

/** Puts tool calls together from the fragments in which they are streamed, by their index. */
export function callCollector() {
  const pending: Pending[] = []
  const byIndex = new Map<number, Pending>()

  const add = (fragment: CallFragment) => {
    const { index, id } = fragment
    const name = fragment.function?.name
    const known = index == null ? pending.at(-1) : byIndex.get(index)
    const current = known === undefined || isNext(known, fragment) ? { id: '', name: '', json: [] } : known
    if (current !== known) {
      pending.push(current)
      if (index != null) byIndex.set(index, current)
    }
    // Some endpoints repeat id and name with each fragment: they are taken once, never joined
    if (current.id === '' && id) current.id = id
    if (current.name === '' && name) current.name = name
    const json = fragment.function?.arguments
    if (json != null) current.json.push(typeof json === 'string' ? json : JSON.stringify(json))
  }

  /** The whole calls, in the order in which the model began them. */
  const calls = (): ToolCall[] =>
    pending.map(({ id, name, json }) => ({
      id: id === '' ? `call_${randomUUID()}` : id,
      name,
      input: parseInput(json.join('')),
    }))

  return { add, calls }
}

/** Some endpoints send every call as index 0, or without an index: then a name with another id begins a call. */
function isNext(known: Pending, { index, id, function: named }: CallFragment): boolean {
  if (!named?.name) return false
  return id ? known.id !== '' && id !== known.id : index == null
}

function parseInput(json: string): unknown {
  // A tool without parameters is often called with no arguments at all
  if (json.trim() === '') return {}
  try {
    return JSON.parse(json)
  } catch {
    // The tool's own schema refuses a string, and so the model hears of its mistake
    return json
  }
}
