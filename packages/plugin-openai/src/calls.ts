import { randomUUID } from 'node:crypto'
import type { ToolCall } from '@parlor/plugin-kit'
import type { CallFragment } from './chunk.ts'

type Pending = { id: string; name: string; readonly json: string[] }

/** Puts tool calls together from the fragments in which they are streamed, by their index. */
export function callCollector() {
  const pending: Pending[] = []
  const byIndex = new Map<number, Pending>()

  /** Gives the length of the arguments that it brought. */
  const add = (fragment: CallFragment): number => {
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
    const input = fragment.function?.arguments ?? ''
    const json = typeof input === 'string' ? input : JSON.stringify(input)
    current.json.push(json)
    return json.length
  }

  /**
   * The calls, in the order in which the model began them. `isDamaged`: a piece may be missing from any of them, so
   * that even what reads as JSON may not be what was meant; then no input is read.
   */
  const calls = ({ isDamaged = false } = {}): ToolCall[] => {
    const ids = new Set<string>()
    return pending.map(({ id, name, json }) => {
      // Outputs are told apart by their call's id, and some endpoints give none, or all the same
      const ownId = id === '' || ids.has(id) ? `call_${randomUUID()}` : id
      ids.add(ownId)
      return { id: ownId, name, input: isDamaged ? json.join('') : parseInput(json.join('')) }
    })
  }

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
    // A string is never the input of a tool: core answers the call with that, and the model hears of its mistake
    return json
  }
}
