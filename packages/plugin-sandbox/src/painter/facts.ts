/** The lines of a prompt as core builds it. Their text is only ever searched for words, never drawn. */
export type Facts = {
  readonly person: string
  readonly appearance: string
  readonly change: string
  readonly scene: string
}

/** Reads `Appearance:`, `Change:` and `Scene:` lines; the first line describes the person. */
export function facts(prompt: string): Facts {
  const lines = prompt.split(/\r?\n/).map((line) => line.trim())
  return {
    person: lines.find((line) => line !== '') ?? '',
    appearance: labelled(lines, 'appearance'),
    change: labelled(lines, 'change'),
    scene: labelled(lines, 'scene'),
  }
}

/** The label's text, and the lines below it that carry no label of their own. */
function labelled(lines: readonly string[], label: string): string {
  const start = lines.findIndex((line) => line.toLowerCase().startsWith(label + ':'))
  if (start === -1) return ''
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => /^[A-Z][a-z]+:/.test(line))
  const own = [(lines[start] ?? '').slice(label.length + 1), ...rest.slice(0, end === -1 ? undefined : end)]
  return own.join(' ').trim()
}
