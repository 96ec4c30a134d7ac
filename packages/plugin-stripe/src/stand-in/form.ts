/** What a form or a query says: `items[0][price]=x` and `expand[]=y` become lists and objects of texts. */
export function decodeForm(text: string): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const path = [...name.matchAll(/[^[\]]+|\[\]/g)].map(([part]) => part)
    let at: Record<string, unknown> = root
    for (const [index, part] of path.entries()) {
      const key = part === '[]' ? String(Object.keys(at).length) : part
      if (index === path.length - 1) at[key] = value
      else at = (at[key] ??= {}) as Record<string, unknown>
    }
  }
  return withLists(root) as Record<string, unknown>
}

/** Objects whose keys are 0, 1, 2 … are lists. */
function withLists(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, inner]) => [key, withLists(inner)] as const)
  const isList = entries.length > 0 && entries.every(([key], index) => key === String(index))
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}

/** A value of a form, or of a field, as a text; empty for what is none. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
